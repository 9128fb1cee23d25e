import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { testIds } from '../../shared/test-ids.ts'
import type { Dashboard } from '../pages/dashboard.ts'
import { Lessons } from '../pages/lessons.ts'
import { Player } from '../pages/player.ts'
import { expect, looking as test } from '../fixtures/story.ts'
import { simulatedTape } from '../fixtures/tape.ts'

/** What depends on colours alone. Everything else is the same in both themes, as the page is. */
const COLOURS = ['color-contrast', 'link-in-text-block']
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

type Theme = 'light' | 'dark'

/** What the scan finds grave, one line for each place, so that a failure says what to mend. */
async function faultsOf(page: Page, rules: (scan: AxeBuilder) => AxeBuilder): Promise<string[]> {
  const { passes, violations } = await rules(new AxeBuilder({ page }))
    // For pages without frames, and then without a second page for each scan.
    .setLegacyMode()
    // What is not in focus steps back on purpose; it is back under the pointer and with the keyboard's focus.
    .exclude('[data-dimmed="true"]')
    .analyze()
  const seen = passes.reduce((sum, { nodes }) => sum + nodes.length, 0)
  expect(seen, 'the scan looked at something').toBeGreaterThan(0)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

/** As the computer's setting changes: nothing of the page is touched for it. */
async function turn(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme })
  await expect(page.locator(`:root[data-theme="${theme}"]`)).toHaveCount(1)
}

/** The page as it is, in the light theme by all rules, in the dark one by those about colours. */
async function scan({ page }: Dashboard, what: string): Promise<void> {
  await turn(page, 'light')
  expect.soft(await faultsOf(page, (all) => all.withTags(STANDARDS)), `${what}, light`).toEqual([])
  await turn(page, 'dark')
  expect.soft(await faultsOf(page, (all) => all.withRules(COLOURS)), `${what}, dark`).toEqual([])
}

async function followComputer({ page }: Dashboard): Promise<void> {
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('System', { exact: true }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

test('(f) no view has a grave fault of accessibility, light or dark', async ({ dashboard }) => {
  // A scan looks at every element of a page, a dozen times over.
  test.slow()
  const { page } = dashboard
  await followComputer(dashboard)
  await scan(dashboard, 'the overview with the feed')
  for (const panel of ['Money', 'Terminals', 'Faults', 'Links']) {
    await dashboard.panel(panel)
    await scan(dashboard, `the panel ${panel}`)
  }
  await dashboard.node('atm-2').click()
  await expect(page.getByTestId(testIds.nodeCard)).toBeVisible()
  await scan(dashboard, 'a card of a node')
  await page.keyboard.press('Escape')
  await dashboard.view('Wall')
  await expect(page.getByTestId(testIds.wall)).toBeVisible()
  await scan(dashboard, 'the wall')
  await dashboard.wallCell('orders/0', 'broker-1').click()
  await expect(dashboard.replica('orders/0', 'broker-1')).toBeVisible()
  await scan(dashboard, 'a group in focus')
  await dashboard.view('Cluster')
  await scan(dashboard, 'the overview with a group in focus')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await scan(dashboard, 'the help')
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await expect(page.getByTestId(testIds.goTo)).toBeVisible()
  await scan(dashboard, 'the way to another place')
  await page.keyboard.press('Escape')
  await page.getByTestId(testIds.invariants).getByRole('button').first().click()
  await expect(page.getByRole('dialog', { name: 'What is checked' })).toBeVisible()
  await scan(dashboard, 'what is checked')
})

test('(f) nor has a lesson', async ({ dashboard }) => {
  test.slow()
  const lessons = new Lessons(dashboard)
  await followComputer(dashboard)
  await lessons.press('e')
  await expect(lessons.list).toHaveAttribute('data-state', 'known')
  await scan(dashboard, 'the list of lessons')
  await lessons.press('Escape')
  await lessons.open('figure-8', 'figure 8')
  await scan(dashboard, 'a lesson before its first step')
  await lessons.press('PageDown', 'PageDown')
  await lessons.isAt(2)
  await scan(dashboard, 'a lesson in the middle')
  await lessons.press('s')
  await expect(lessons.words).toBeVisible()
  await scan(dashboard, 'a lesson in stage mode')
  await lessons.press('s')
  await lessons.open('joint-table', 'two majorities')
  await scan(dashboard, 'a table')
})

test('(f) nor has a recording', async ({ dashboard }) => {
  test.slow()
  const { page } = dashboard
  const player = new Player(dashboard)
  const tape = await simulatedTape(test.info().outputPath('run.ndjson'))
  await followComputer(dashboard)
  await player.open(tape.path)
  await player.press('PageDown')
  await scan(dashboard, 'a recording')
  await player.choose('README.md')
  await expect(page.getByTestId(testIds.opening)).toBeVisible()
  await scan(dashboard, 'a file that is no recording')
})
