import { testIds } from '../../shared/test-ids.ts'
import { Terminal } from '../pages/terminal.ts'
import { expect, test } from '../fixtures/story.ts'
import { leaderOf, otherThan } from '../fixtures/leaders.ts'

const ATMS = ['atm-1', 'atm-2', 'atm-3'] as const

test('(c) a leader cut off from its followers pays nothing out, the majority goes on, and its entry is gone after the heal', async ({
  cluster,
  dashboard,
}) => {
  const stale = await leaderOf(cluster, 'atm')
  const terminal = await Terminal.open(dashboard, stale.leader)
  const others = ATMS.filter((atm) => atm !== stale.leader)

  // Watched from before the cut: at full speed a leader believes in itself for half a second only.
  const believed = dashboard.showsLeader(stale.leader, 'believes')
  await cluster.fault({ kind: 'partition', islands: [[stale.leader], others] })
  await believed
  for (const other of others) {
    await expect(dashboard.link(stale.leader, other)).toHaveAttribute('data-link', 'cut')
    await expect(dashboard.link(other, stale.leader)).toHaveAttribute('data-link', 'cut')
  }
  await terminal.type('withdraw alice 30')

  // Either it still believed to lead and its entry waits for ever, or it had stepped down already.
  await expect
    .poll(async () => (await cluster.group('atm')).leader, { timeout: 15_000 })
    .not.toBe(stale.leader)
  await expect.poll(async () => (await cluster.group('atm')).leader, { timeout: 15_000 }).toMatch(/^atm-\d$/)
  await expect(dashboard.node(stale.leader)).not.toHaveAttribute('data-leader', 'confirmed')
  await terminal.answers(/unknown: may or may not be done|refused: .* nothing was done/)

  const majority = otherThan(stale.leader, ATMS)
  const paid = await cluster.ask(majority, 'POST', '/withdraw', { account: 'alice', amount: 7 })
  expect(paid.body).toMatchObject({ status: 'success', balance: 93 })

  await dashboard.panel('Faults')
  await dashboard.page.getByTestId(testIds.healAll).click()
  for (const atm of ATMS) {
    await expect
      .poll(async () =>
        local(await cluster.ask(atm, 'GET', '/balance', { account: 'alice', consistency: 'local' })),
      )
      .toBe(93)
  }
  await expect(dashboard.page.getByTestId(testIds.fault)).toHaveCount(0)

  // The same log everywhere: what the old leader had taken alone is nowhere.
  await expect
    .poll(async () => {
      const { replicas } = await cluster.group('atm')
      return new Set(replicas.map(({ lastIndex }) => lastIndex)).size
    })
    .toBe(1)
  const history = await cluster.ask(stale.leader, 'GET', '/history', { account: 'alice' })
  expect(JSON.stringify(history.body['entries'])).not.toContain('"amount":30')
})

test('(c) a frozen leader keeps the hollow crown while another leads', async ({ cluster, dashboard }) => {
  const frozen = await leaderOf(cluster, 'atm')
  await dashboard.act(frozen.leader, 'freeze')
  await expect(dashboard.node(frozen.leader)).toHaveAttribute('data-process', 'frozen')
  await expect(dashboard.node(frozen.leader)).toHaveAttribute('data-leader', 'believes')
  await expect.poll(async () => (await cluster.group('atm')).leader, { timeout: 15_000 }).toMatch(/^atm-\d$/)
  const after = await leaderOf(cluster, 'atm')
  expect(after.leader).not.toBe(frozen.leader)
  await expect(dashboard.node(after.leader)).toHaveAttribute('data-leader', 'confirmed')

  await dashboard.act(frozen.leader, 'thaw')
  await expect(dashboard.node(frozen.leader)).toHaveAttribute('data-leader', 'none')
  await expect(dashboard.node(frozen.leader)).toHaveAttribute('data-term', String(after.term))
})

const local = (answer: { body: Record<string, unknown> }): unknown => answer.body['balance']
