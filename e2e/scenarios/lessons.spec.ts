import { testIds } from '../../shared/test-ids.ts'
import { expect, looking as test } from '../fixtures/story.ts'
import { Lessons } from '../pages/lessons.ts'

/** As the control server calls the one group of every lesson. */
const GROUP = 'the group'

test('(i) figure 8 is opened by keyboard, played step by step to its end, gone back in, and left for the cluster', async ({
  cluster,
  dashboard,
}) => {
  const { page, app } = dashboard
  const lessons = new Lessons(dashboard)
  await lessons.press('e')
  await expect(page.getByTestId(testIds.lessonChoice).first()).toBeVisible()
  expect(await page.getByTestId(testIds.lessonChoice).count()).toBeGreaterThan(30)
  await lessons.press('Escape')
  await expect(lessons.list).toHaveCount(0)

  await lessons.open('figure-8', 'figure 8')
  await expect(app).toHaveAttribute('data-mode', 'replay')
  await expect(app).toHaveAttribute('data-view', 'group')
  await lessons.isAt(1)
  await expect(lessons.words).toContainText('n1')
  const replica = (node: string) => dashboard.replica(GROUP, node)
  await expect(replica('n1')).toHaveAttribute('data-role', 'follower')
  await expect(replica('n5')).toBeVisible()

  // Twice is: go there at once.
  const goOn = (): Promise<void> => lessons.press('PageDown', 'PageDown')
  await goOn()
  await lessons.isAt(2)
  await expect(replica('n1')).toHaveAttribute('data-role', 'leader')
  await expect(replica('n1')).toHaveAttribute('data-commit', '0')
  const said = await lessons.words.textContent()
  await goOn()
  await lessons.isAt(3)
  await goOn()
  await lessons.isAt(4)

  // Enter presses "Next step", which has had the focus from the beginning; it plays and stops by itself.
  await lessons.press('Enter')
  await lessons.isAt(4, 'plays')
  await lessons.isAt(5)
  await expect(lessons.played).toHaveAttribute('data-steps', '5')
  await goOn()
  await lessons.isAt(5, 'over')
  await expect(dashboard.group(GROUP)).toHaveAttribute('data-leader-node', 'n1')
  await expect(replica('n1')).toHaveAttribute('data-commit', '3')

  await page.getByRole('button', { name: 'Step 2', exact: true }).click()
  await lessons.isAt(2)
  await expect(lessons.words).toHaveText(said ?? '')
  await expect(replica('n1')).toHaveAttribute('data-commit', '0')
  await lessons.press('ArrowLeft')
  await lessons.isAt(1)
  await lessons.press('ArrowRight', 'ArrowRight')
  await lessons.isAt(2)

  await page.getByRole('button', { name: 'LIVE' }).click()
  await expect(app).toHaveAttribute('data-mode', 'live')
  await expect(app).toHaveAttribute('data-view', 'cluster')
  await expect(lessons.played).toHaveCount(0)
  const [leader] = (await cluster.facts()).nodes
  await expect(dashboard.node(leader?.id ?? '')).toHaveAttribute('data-process', 'running')
})

test('(i) a link opens a lesson at its step, Back leads to where one was, and tables need no cluster', async ({
  cluster,
  dashboard,
}) => {
  const { page, app } = dashboard
  const lessons = new Lessons(dashboard)
  await dashboard.view('Wall')
  await lessons.open('majority-table', 'what a majority')
  await expect(page.getByRole('region', { name: 'Table' })).toContainText('2 of 3 are needed')
  await lessons.press('PageDown')
  await lessons.isAt(2)
  expect(new URL(page.url()).hash).toContain('lesson=majority-table&step=2')

  await page.goBack()
  await expect(app).toHaveAttribute('data-mode', 'live')
  await expect(app).toHaveAttribute('data-view', 'wall')

  await page.goto(`${cluster.url}/#lesson=figure-8&step=4`)
  await lessons.isAt(4)
  await expect(dashboard.replica(GROUP, 'n1')).toHaveAttribute('data-role', 'leader')
  await page.reload()
  await lessons.isAt(4)

  // Seven logs of twelve entries are seen at once on a laptop.
  await page.goto(`${cluster.url}/#lesson=figure-7&step=2`)
  await lessons.isAt(2)
  for (const node of ['n1', 'n7'])
    await expect(dashboard.replica(GROUP, node)).toBeInViewport({ ratio: 0.98 })
  for (const index of ['1', '12'])
    await expect(page.getByRole('columnheader', { name: index, exact: true })).toBeInViewport({ ratio: 1 })

  // In front of a class the words stand below the picture.
  await lessons.press('s')
  await lessons.isAt(2)
  await expect(lessons.words).toBeVisible()
})
