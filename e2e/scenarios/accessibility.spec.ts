import { AxeBuilder } from '@axe-core/playwright'
import { testIds } from '../../shared/test-ids.ts'
import type { Dashboard } from '../pages/dashboard.ts'
import { Lessons } from '../pages/lessons.ts'
import { Player } from '../pages/player.ts'
import { expect, test } from '../fixtures/story.ts'
import { simulatedTape } from '../fixtures/tape.ts'

/** What the scan finds grave, one line for each place, so that a failure says what to mend. */
async function faultsOf({ page }: Dashboard): Promise<string[]> {
  const { passes, violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    // What is not in focus steps back on purpose; it is back under the pointer and with the keyboard's focus.
    .exclude('[data-dimmed="true"]')
    .analyze()
  expect(passes.length, 'the scan looked at something').toBeGreaterThan(10)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

async function chooseTheme(dashboard: Dashboard, theme: 'Light' | 'Dark'): Promise<void> {
  const { page } = dashboard
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText(theme, { exact: true }).click()
  await expect(page.locator(`:root[data-theme="${theme.toLowerCase()}"]`)).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

for (const theme of ['Light', 'Dark'] as const) {
  test(`(f) no view has a grave fault of accessibility, ${theme.toLowerCase()}`, async ({ dashboard }) => {
    // A scan looks at every element of a page, a dozen times over.
    test.slow()
    const { page } = dashboard
    const scan = async (what: string): Promise<void> =>
      expect.soft(await faultsOf(dashboard), what).toEqual([])
    await chooseTheme(dashboard, theme)
    await scan('the overview with the feed')
    for (const panel of ['Money', 'Terminals', 'Faults', 'Links']) {
      await dashboard.panel(panel)
      await scan(`the panel ${panel}`)
    }
    await dashboard.node('atm-2').click()
    await expect(page.getByTestId(testIds.nodeCard)).toBeVisible()
    await scan('a card of a node')
    await page.keyboard.press('Escape')
    await dashboard.view('Wall')
    await expect(page.getByTestId(testIds.wall)).toBeVisible()
    await scan('the wall')
    await dashboard.wallCell('orders/0', 'broker-1').click()
    await expect(dashboard.replica('orders/0', 'broker-1')).toBeVisible()
    await scan('a group in focus')
    await dashboard.view('Cluster')
    await scan('the overview with a group in focus')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog')).toBeVisible()
    await scan('the help')
    await page.keyboard.press('Escape')
    await page.keyboard.press('g')
    await expect(page.getByTestId(testIds.goTo)).toBeVisible()
    await scan('the way to another place')
    await page.keyboard.press('Escape')
    await page.getByTestId(testIds.invariants).getByRole('button').first().click()
    await expect(page.getByRole('dialog', { name: 'What is checked' })).toBeVisible()
    await scan('what is checked')
  })

  test(`(f) nor has a lesson, ${theme.toLowerCase()}`, async ({ dashboard }) => {
    test.slow()
    const lessons = new Lessons(dashboard)
    const scan = async (what: string): Promise<void> =>
      expect.soft(await faultsOf(dashboard), what).toEqual([])
    await chooseTheme(dashboard, theme)
    await lessons.press('e')
    await expect(lessons.list).toHaveAttribute('data-state', 'known')
    await scan('the list of lessons')
    await lessons.press('Escape')
    await lessons.open('figure-8', 'figure 8')
    await scan('a lesson before its first step')
    await lessons.press('PageDown', 'PageDown')
    await lessons.isAt(2)
    await scan('a lesson in the middle')
    await lessons.press('s')
    await expect(lessons.words).toBeVisible()
    await scan('a lesson in stage mode')
    await lessons.press('s')
    await lessons.open('joint-table', 'two majorities')
    await scan('a table')
  })

  test(`(f) nor has a recording, ${theme.toLowerCase()}`, async ({ dashboard }) => {
    test.slow()
    const { page } = dashboard
    const player = new Player(dashboard)
    const tape = await simulatedTape(test.info().outputPath('run.ndjson'))
    await chooseTheme(dashboard, theme)
    await player.open(tape.path)
    await player.press('PageDown')
    expect.soft(await faultsOf(dashboard), 'a recording').toEqual([])
    await player.choose('README.md')
    await expect(page.getByTestId(testIds.opening)).toBeVisible()
    expect.soft(await faultsOf(dashboard), 'a file that is no recording').toEqual([])
  })
}
