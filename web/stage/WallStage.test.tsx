// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { foldAll } from '../../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { testIds } from '../../shared/test-ids.ts'
import type { TraceEvent } from '../../shared/trace.ts'
import { demoEvents } from '../fixtures/demo-events.ts'
import { manyGroups } from '../fixtures/many-groups.ts'
import type { Mounted } from '../panels/mounted.tsx'
import { mount, showView } from '../panels/mounted.tsx'
import { useFocus } from '../store/focus.ts'
import { WallStage } from './WallStage.tsx'

let stage: Mounted

async function show(events: readonly TraceEvent[]): Promise<void> {
  showView(foldAll(EMPTY_VIEW, events))
  useFocus.setState({ view: 'wall' })
  stage = await mount(<WallStage onContext={() => undefined} />)
}

afterEach(async () => stage.unmount())

const stateOf = (selector: string): object => Object.fromEntries(Object.entries(stage.one(selector).dataset))
const rows = (): HTMLElement[] =>
  stage.all(`[data-testid="${testIds.wall}"] [data-testid="${testIds.group}"]`)
const cellOf = (group: string, node: string): string =>
  `[data-testid="${testIds.wallCell}"][data-group="${group}"][data-node="${node}"]`

describe('the wall', () => {
  test('is a table with a row for each group and its truth', async () => {
    await show(demoEvents())
    expect(stage.one(`[data-testid="${testIds.wall}"]`).tagName).toBe('TABLE')
    expect(
      rows().map(({ dataset }) => [dataset['group'], dataset['leaderNode'], dataset['votersUp']]),
    ).toEqual([
      ['managers', 'manager-2', '2'],
      ['atm', 'atm-3', '3'],
      ['orders/0', 'broker-1', '2'],
      ['orders/1', '', '2'],
      ['orders/2', 'broker-4', '2'],
    ])
    expect(stage.one('[data-group="orders/1"]').textContent).toContain('no leader for 1.2 s')
  })

  test('fills the cells where replicas live, with role and term', async () => {
    await show(demoEvents())
    expect(stateOf(cellOf('orders/1', 'broker-2'))).toMatchObject({ role: 'candidate', term: '5' })
    expect(stage.all(cellOf('orders/1', 'broker-1'))).toEqual([])
    expect(stage.one(cellOf('atm', 'atm-1')).getAttribute('aria-label')).toContain('believes: leader')
  })

  test('opens the group that was picked, with the node in focus', async () => {
    await show(demoEvents())
    await stage.press(stage.one(cellOf('atm', 'atm-2')))
    expect(useFocus.getState()).toMatchObject({
      view: 'group',
      group: 'atm',
      focus: { kind: 'node', node: 'atm-2' },
    })
  })

  test('what is not in focus steps back: other groups, and processes without a replica', async () => {
    await show(demoEvents())
    const dimmed = (selector: string): string | undefined => stage.one(selector).dataset['dimmed']
    expect(stage.all('[data-dimmed="true"]')).toEqual([])
    await act(async () => useFocus.setState({ group: 'orders/0' }))
    expect(dimmed(cellOf('orders/0', 'broker-1'))).toBe('false')
    expect(dimmed(cellOf('orders/1', 'broker-2'))).toBe('true')
    expect(dimmed('tr[data-group="atm"] .wall-group')).toBe('true')
    expect(dimmed('thead [data-node="atm-1"]')).toBe('true')
    expect(dimmed('thead [data-node="broker-1"]')).toBe('false')
  })

  test('puts trouble first when asked to', async () => {
    await show(demoEvents())
    await stage.press(stage.one('[role="switch"]'))
    expect(rows()[0]?.dataset['group']).toBe('orders/1')
  })

  test('has 200 partitions and draws only those in sight', async () => {
    await show(manyGroups(200))
    expect(stage.one(`[data-testid="${testIds.wall}"]`).getAttribute('aria-rowcount')).toBe('207')
    expect(rows().length).toBeGreaterThan(20)
    expect(rows().length).toBeLessThan(60)
  })
})
