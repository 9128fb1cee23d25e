import { expect, looking as test } from '../fixtures/story.ts'
import { testIds } from '../../shared/test-ids.ts'

test('(a) whoever opens the dashboard sees ten nodes, and every group with a leader', async ({
  cluster,
  dashboard,
}) => {
  await expect(dashboard.nodes()).toHaveCount(10)
  for (const { id } of (await cluster.facts()).nodes) {
    await expect(dashboard.node(id)).toHaveAttribute('data-process', 'running')
  }

  await dashboard.view('Wall')
  for (const name of ['managers', 'atm', 'orders/0', 'orders/1', 'orders/2']) {
    const group = dashboard.one(testIds.group, { group: name })
    await expect(group).toHaveAttribute('data-leader-node', /^(manager|broker|atm)-\d$/)
    await expect(group).toHaveAttribute('data-voters-up', '3')
  }
})

test('(a) the picture says what the cluster says', async ({ cluster, dashboard }) => {
  const atm = await cluster.group('atm')
  if (atm.leader === null) throw new Error('the atm group has no leader')
  await expect(dashboard.node(atm.leader)).toHaveAttribute('data-leader', 'confirmed')
  await expect(dashboard.node(atm.leader)).toHaveAttribute('data-term', String(atm.term))

  await dashboard.panel('Money')
  await expect(dashboard.money).toHaveAttribute('data-ok', 'true')
  await expect(dashboard.money).toHaveAttribute('data-sum', '300')
  for (const node of ['atm-1', 'atm-2', 'atm-3']) {
    await expect(dashboard.balance('alice', node)).toHaveAttribute('data-balance', '100')
  }
})

test('(a) on a smaller screen controls scroll within their panel, and the page stays where it is', async ({
  dashboard,
}) => {
  const { page } = dashboard
  const panel = page.getByRole('tabpanel')
  await page.setViewportSize({ width: 1920, height: 1080 })
  await expect(panel.getByRole('listitem').first()).toBeVisible()
  await page.setViewportSize({ width: 1366, height: 768 })
  const sticksOut = (): Promise<number> => panel.evaluate((one) => one.scrollWidth - one.clientWidth)
  await expect.poll(sticksOut, 'the feed fits its column again').toBe(0)

  await dashboard.node('atm-2').click()
  await dashboard.panel('Faults')
  const choices = await panel.getByRole('radio').all()
  expect(choices.length, 'islands to choose from').toBeGreaterThan(10)
  for (const choice of choices) await choice.focus()
  expect(await dashboard.app.boundingBox()).toEqual({ x: 0, y: 0, width: 1366, height: 768 })
})
