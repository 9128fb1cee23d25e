import { confirmedLeader } from '../../shared/cluster-view.ts'
import { testIds } from '../../shared/test-ids.ts'
import { expect, test } from '../fixtures/story.ts'
import type { Recorded } from '../fixtures/tape.ts'
import { journalOf, simulatedTape, viewUpTo } from '../fixtures/tape.ts'
import { leaderOf } from '../fixtures/leaders.ts'
import type { Dashboard } from '../pages/dashboard.ts'
import { Player } from '../pages/player.ts'

const sorted = (lines: readonly string[]): readonly string[] => lines.toSorted()

/** The wall as it is drawn: every replica with its role and term, every group with its confirmed leader. */
const drawn = async ({ page }: Dashboard): Promise<readonly string[]> => {
  const cells = await page
    .getByTestId(testIds.wallCell)
    .evaluateAll((all: readonly HTMLElement[]) =>
      all.map(({ dataset: { group, node, role, term } }) => `${group} ${node} ${role} ${term}`),
    )
  const groups = await page
    .getByTestId(testIds.group)
    .evaluateAll((all: readonly HTMLElement[]) =>
      all.map(({ dataset: { group, leaderNode } }) => `${group} led by ${leaderNode}`),
    )
  return sorted([...cells, ...groups])
}

/** The same from the file: a fold over its events up to the one that the page names. */
async function folded(dashboard: Dashboard, tape: Recorded): Promise<readonly string[]> {
  const view = viewUpTo(tape, Number(await dashboard.app.getAttribute('data-seq')))
  const lines = Object.values(view.groups).flatMap((group) => [
    `${group.name} led by ${confirmedLeader(view, group)?.node ?? ''}`,
    ...Object.values(group.replicas).map(
      ({ node, role, term }) => `${group.name} ${node} ${role} ${String(term)}`,
    ),
  ])
  return sorted(lines)
}

test('(h) a run of the simulator is played, stepped and sought, and LIVE leads back to the cluster', async ({
  cluster,
  dashboard,
}) => {
  const tape = await simulatedTape(test.info().outputPath('run.ndjson'))
  const last = tape.events.length
  const player = new Player(dashboard)
  const { page, app } = dashboard
  const agrees = async (): Promise<void> => {
    const wanted = await folded(dashboard, tape)
    expect(wanted.length).toBeGreaterThan(5)
    await expect.poll(() => drawn(dashboard)).toEqual(wanted)
  }

  await player.open(tape.path)
  await expect(player.bar).toHaveAttribute('data-events', String(last))
  await page.setViewportSize({ width: 1920, height: 1080 })
  const reach = async (): Promise<number> => (await player.slider.boundingBox())?.width ?? 0
  await expect.poll(reach, 'the slider is as wide as the window').toBeGreaterThan(1800)
  await page.setViewportSize({ width: 1366, height: 768 })
  await expect.poll(reach, 'and no wider than it').toBeLessThan(1366)
  await dashboard.view('Wall')
  await agrees()

  const start = await player.place()
  await player.press('Space')
  await expect.poll(() => player.place()).toBeGreaterThan(start + 20)
  await player.press('Space')
  await expect(player.bar).toHaveAttribute('data-runs', 'false')
  await agrees()

  const before = await player.place()
  await player.press('/', '/', '/', ',')
  await expect(player.bar).toHaveAttribute('data-place', String(before + 2))
  await agrees()

  await player.slider.focus()
  await player.press('End')
  await expect(player.bar).toHaveAttribute('data-place', String(last))
  await expect(player.slider).toHaveAttribute('aria-valuetext', /event [\d,]+ of [\d,]+$/)
  await agrees()
  await player.press('ArrowLeft', 'ArrowLeft', 'ArrowLeft')
  await expect.poll(() => player.place()).toBeLessThan(last)
  await agrees()

  // Marks lead to the elections: who was elected is drawn as the leader at once.
  await page.getByRole('button', { name: 'To the mark before' }).click()
  await agrees()

  await dashboard.view('Cluster')
  await dashboard.node('broker-1').click()
  await expect(page.getByTestId(testIds.nodeCard).locator('[data-action="kill"]')).toHaveAttribute(
    'title',
    /this is a recording/,
  )
  await dashboard.panel('Terminals')
  await expect(page.getByText('A recording takes no requests')).toBeVisible()
  const terminals = page.getByRole('group', { name: 'Open a terminal', includeHidden: true })
  await expect(terminals).toBeHidden()
  const paid = await cluster.ask('atm-1', 'POST', '/deposit', { account: 'alice', amount: 5 })
  expect(paid.body).toMatchObject({ status: 'success', balance: 105 })
  await page.getByRole('button', { name: 'LIVE' }).click()
  await expect(app).toHaveAttribute('data-mode', 'live')
  await expect(player.bar).toHaveCount(0)
  await expect(terminals).toBeVisible()
  await expect(dashboard.node('atm-1')).toHaveAttribute('data-process', 'running')
  await dashboard.panel('Money')
  await expect(dashboard.balance('alice', 'atm-1')).toHaveAttribute('data-balance', '105')
})

test("(h) the cluster's own journal shows the death of a leader again, and a letter is no recording", async ({
  cluster,
  dashboard,
}) => {
  const { leader } = await leaderOf(cluster, 'atm')
  await cluster.fault({ kind: 'kill', node: leader })
  await expect(dashboard.node(leader)).toHaveAttribute('data-process', 'killed')
  await cluster.fault({ kind: 'start', node: leader })
  await expect(dashboard.node(leader)).toHaveAttribute('data-process', 'running')

  const player = new Player(dashboard)
  await player.choose('README.md')
  await expect(dashboard.page.getByTestId(testIds.opening)).toHaveText(/README\.md cannot be played: line 1/)
  await expect(dashboard.app).toHaveAttribute('data-mode', 'live')

  const journal = await journalOf(cluster)
  await player.open(journal)
  await expect(dashboard.page.getByTestId(testIds.opening)).toHaveCount(0)
  await player.slider.focus()
  await player.press('End', 'Tab')
  const end = dashboard.one(testIds.event, { event: 'process', node: leader })
  await expect(end.filter({ hasText: 'was killed' })).toHaveCount(1)
  // Back from the end, mark by mark, to the moment of its death.
  const dead = dashboard.one(testIds.node, { node: leader, process: 'killed' })
  await expect(async () => {
    await player.press('PageUp')
    await expect(dead).toBeVisible({ timeout: 1 })
  }).toPass()
})
