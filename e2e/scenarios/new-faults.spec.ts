import { testIds } from '../../shared/test-ids.ts'
import { leaderOf, otherThan } from '../fixtures/leaders.ts'
import { expect, test } from '../fixtures/story.ts'

const ATMS = ['atm-1', 'atm-2', 'atm-3'] as const

test('(g) the power of the ATM leader is cut: another one leads, it recovers, no money is lost', async ({
  cluster,
  dashboard,
}) => {
  const before = await leaderOf(cluster, 'atm')
  const paid = await cluster.ask(before.leader, 'POST', '/deposit', { account: 'alice', amount: 5 })
  expect(paid.body).toMatchObject({ status: 'success', balance: 105 })

  await dashboard.act(before.leader, 'powercut')
  await expect(dashboard.node(before.leader)).toHaveAttribute('data-process', 'killed')
  await expect.poll(async () => (await cluster.group('atm')).leader, { timeout: 15_000 }).toMatch(/^atm-\d$/)
  const after = await leaderOf(cluster, 'atm')
  expect(after.leader).not.toBe(before.leader)
  await expect(dashboard.node(after.leader)).toHaveAttribute('data-leader', 'confirmed')

  await dashboard.act(before.leader, 'start')
  await expect(dashboard.node(before.leader)).toHaveAttribute('data-process', 'running')
  await dashboard.panel('Money')
  await expect(dashboard.balance('alice', before.leader)).toHaveAttribute('data-balance', '105')
  await expect(dashboard.money).toHaveAttribute('data-ok', 'true')
  await expect(dashboard.money).toHaveAttribute('data-sum', '305')
  const conserved = dashboard.one(testIds.invariant, { invariant: 'money' })
  await expect(conserved).toHaveAttribute('data-standing', 'holds')
})

test('(g) frames of a held link wait in sight, and go on when they are let go', async ({
  cluster,
  dashboard,
}) => {
  const { leader } = await leaderOf(cluster, 'atm')
  const follower = otherThan(leader, ATMS)
  const { page } = dashboard
  await dashboard.link(leader, follower).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Hold this way' }).click()

  const held = page.getByTestId(testIds.heldFrame)
  await expect(held.first()).toBeVisible()
  await expect(dashboard.link(leader, follower)).toHaveAttribute('data-rules', /held/)
  await expect
    .poll(async () => Number(await page.getByTestId(testIds.flights).getAttribute('data-held')))
    .toBeGreaterThan(0)

  await page.getByRole('button', { name: 'Let all go' }).click()
  await expect(held).toHaveCount(0)
  await expect(page.getByTestId(testIds.flights)).toHaveAttribute('data-held', '0')
  await expect(dashboard.link(leader, follower)).toHaveAttribute('data-rules', '')
})

test('(g) a paused cluster goes on step by step, and every step is named', async ({ dashboard }) => {
  const { page, app } = dashboard
  const notice = page.getByTestId(testIds.notice)
  await page.keyboard.press('Space')
  await expect(app).toHaveAttribute('data-mode', 'paused')
  await page.getByRole('button', { name: 'Step' }).click()
  await expect(notice).toHaveText(/^one step: (release frame|fire the election timers of) /)
  const second = page.waitForResponse(/\/api\/clock\/step$/)
  await page.keyboard.press('/')
  expect((await second).ok()).toBe(true)
  await expect(notice).toHaveText(/^one step: (release frame|fire the election timers of) /)
  await expect(app).toHaveAttribute('data-mode', 'paused')
})

test('(g) a few letters lead to a node, whatever had the focus before', async ({ dashboard }) => {
  const { page } = dashboard
  await page.keyboard.press('g')
  await page.keyboard.type('b2')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId(testIds.nodeCard)).toHaveAttribute('data-node', 'broker-2')
  await expect(page.getByTestId(testIds.goTo)).toHaveCount(0)
})

test('(g) the row of checks is green, and the keyboard opens what is checked', async ({
  cluster,
  dashboard,
}) => {
  await cluster.ask('atm-1', 'POST', '/withdraw', { account: 'bob', amount: 1 })
  const { page } = dashboard
  const row = page.getByTestId(testIds.invariants)
  await expect(row).toHaveAttribute('data-ok', 'true')
  await expect(row.locator('[data-standing="broken"]')).toHaveCount(0)
  await expect(row.locator('[data-standing="holds"]').first()).toBeVisible()

  const button = row.getByRole('button', { name: /^Checks: / })
  await button.focus()
  await page.keyboard.press('Enter')
  const explained = page.getByRole('dialog', { name: 'What is checked' })
  await expect(explained).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(explained).toHaveCount(0)
  await expect(button).toBeFocused()
})
