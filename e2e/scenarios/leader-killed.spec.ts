import { Terminal } from '../pages/terminal.ts'
import { expect, test } from '../fixtures/story.ts'
import { leaderOf, otherThan } from '../fixtures/leaders.ts'

test('(b) the ATM leader is killed while a transfer is under way: the money stays right', async ({
  cluster,
  dashboard,
}) => {
  const before = await leaderOf(cluster, 'atm')
  const standing = otherThan(before.leader, ['atm-1', 'atm-2', 'atm-3'])
  const id = 'story-b-1'
  const transfer = { from: 'alice', to: 'bob', amount: 30, request_id: id }

  const underWay = cluster.ask(standing, 'POST', '/transfer', transfer).catch(() => null)
  await dashboard.act(before.leader, 'kill')
  await expect(dashboard.node(before.leader)).toHaveAttribute('data-process', 'killed')

  const first = await underWay
  const outcome = first === null ? 'unknown' : (first.body['outcome'] ?? 'ok')
  expect(['ok', 'refused', 'unknown']).toContain(outcome)

  await expect.poll(async () => (await cluster.group('atm')).leader, { timeout: 15_000 }).toMatch(/^atm-\d$/)
  const after = await leaderOf(cluster, 'atm')
  expect(after.leader).not.toBe(before.leader)
  expect(after.term).toBeGreaterThan(before.term)
  await expect(dashboard.node(after.leader)).toHaveAttribute('data-leader', 'confirmed')
  await expect(dashboard.node(after.leader)).toHaveAttribute('data-term', String(after.term))

  // Asked again with the same id it is done, exactly once, whatever became of the first attempt.
  const again = await cluster.ask(standing, 'POST', '/transfer', transfer)
  expect(again.body).toMatchObject({
    status: 'success',
    from: { account: 'alice', balance: 70 },
    to: { account: 'bob', balance: 130 },
    duplicate: outcome === 'ok' ? true : expect.any(Boolean),
  })
  const thrice = await cluster.ask(standing, 'POST', '/transfer', transfer)
  expect(thrice.body).toMatchObject({ status: 'success', duplicate: true, from: { balance: 70 } })

  await dashboard.panel('Money')
  await expect(dashboard.money).toHaveAttribute('data-ok', 'true')
  await expect(dashboard.money).toHaveAttribute('data-sum', '300')
  await expect(dashboard.balance('alice', standing)).toHaveAttribute('data-balance', '70')

  await dashboard.act(before.leader, 'start')
  await expect(dashboard.node(before.leader)).toHaveAttribute('data-process', 'running')
  await expect(dashboard.balance('alice', before.leader)).toHaveAttribute('data-balance', '70')
})

test('(b) a terminal whose ATM dies says so and goes on at another', async ({ cluster, dashboard }) => {
  const terminal = await Terminal.open(dashboard, 'atm-1')
  await terminal.type('withdraw alice 5')
  await terminal.answers(/ok: withdrew 5 from alice, balance 95/)
  await cluster.fault({ kind: 'kill', node: 'atm-1' })
  await terminal.answers(/atm-1 is gone; press Enter to go on at atm-\d/)
})
