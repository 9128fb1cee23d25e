// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { foldAll } from '../../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { testIds } from '../../shared/test-ids.ts'
import type { TraceBody } from '../../shared/trace.ts'
import { demoEvents } from '../fixtures/demo-events.ts'
import { stamped } from '../panels/fake-view.ts'
import type { Mounted } from '../panels/mounted.tsx'
import { mount, showView } from '../panels/mounted.tsx'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import type { ContextRequest } from './context.ts'
import { GroupStage } from './GroupStage.tsx'

let stage: Mounted
let asked: ContextRequest[] = []

async function show(group: string | null): Promise<void> {
  asked = []
  showView(foldAll(EMPTY_VIEW, demoEvents()))
  useFocus.setState({ view: 'group', group })
  stage = await mount(<GroupStage onContext={(request) => asked.push(request)} />)
}

afterEach(async () => stage.unmount())

const stateOf = (selector: string): object => Object.fromEntries(Object.entries(stage.one(selector).dataset))
const rowOf = (node: string): string => `[data-testid="${testIds.replica}"][data-node="${node}"]`
const entryOf = (node: string, index: number): string =>
  `${rowOf(node)} [data-testid="${testIds.entry}"][data-index="${index}"]`

describe('the group stage', () => {
  test('tells the truth about the group, not what a stale leader believes', async () => {
    await show('atm')
    expect(stateOf(`[data-testid="${testIds.group}"]`)).toMatchObject({
      group: 'atm',
      leaderNode: 'atm-3',
      term: '5',
      commit: '18',
      votersUp: '3',
    })
    expect(stage.one(rowOf('atm-1')).textContent).toContain('believes: leader')
  })

  test('carries state on every row and every entry', async () => {
    await show('atm')
    expect(stateOf(rowOf('atm-2'))).toMatchObject({
      role: 'follower',
      last: '19',
      commit: '17',
      applied: '16',
      match: '18',
      next: '21',
    })
    expect(stateOf(entryOf('atm-1', 17))).toMatchObject({
      term: '4',
      committed: 'false',
      durable: 'false',
    })
    expect(stage.one(entryOf('atm-3', 18)).dataset['committed']).toBe('true')
  })

  test('shows an overwritten entry with the words that it was never committed', async () => {
    await show('orders/2')
    expect(stage.one(rowOf('broker-1')).textContent).toContain('was never committed')
  })

  test('reads the column in focus aloud, and arrow keys move on from it', async () => {
    await show('atm')
    await act(async () => stage.one(entryOf('atm-1', 16)).focus())
    expect(stage.one('.matrix-words').textContent).toContain('withdraw alice 60')
    const key = new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true })
    await act(async () => stage.one(entryOf('atm-1', 16)).dispatchEvent(key))
    expect(document.activeElement).toBe(stage.one(entryOf('atm-2', 16)))
    expect(stage.all('.matrix-grid [tabindex="0"]')).toHaveLength(1)
  })

  test('a link in focus dims the log that is at neither end of it, a node dims none', async () => {
    await show('atm')
    await act(async () => useFocus.getState().focusNode('atm-1'))
    expect(stage.all('[data-testid="replica"][data-dimmed="true"]')).toEqual([])
    await act(async () => useFocus.getState().focusLink('atm-1', 'atm-2'))
    expect(stage.one(rowOf('atm-3')).dataset['dimmed']).toBe('true')
    expect(stage.one(rowOf('atm-2')).dataset['dimmed']).toBe('false')
  })

  test('goes to the entry that was asked for', async () => {
    await show('atm')
    await act(async () => useFocus.getState().focusEntry('atm', 16))
    expect(document.activeElement?.getAttribute('data-index')).toBe('16')
    expect(useFocus.getState().entry).toBeNull()
  })

  test('says how far the snapshot of a replica reaches, however far back that is', async () => {
    await show('orders/2')
    const { view } = useCluster.getState()
    const taken: TraceBody = {
      kind: 'snapshot',
      node: 'broker-4',
      group: 'orders/2',
      what: 'taken',
      index: 7,
      term: 3,
    }
    const told = stamped([taken], view.seq)
    await act(async () => useCluster.setState({ view: foldAll(view, told) }))
    expect(stage.one(rowOf('broker-4')).textContent).toContain('snapshot to 7')
    expect(stage.one(rowOf('broker-3')).textContent).not.toContain('snapshot to')
  })

  test('opens the menu of a replica from its row', async () => {
    await show('atm')
    await act(async () =>
      stage.one(entryOf('atm-2', 16)).dispatchEvent(new MouseEvent('contextmenu', { bubbles: true })),
    )
    expect(asked.map(({ target }) => target)).toEqual([{ kind: 'node', node: 'atm-2' }])
  })

  test('without a group offers all of them, each with its leader', async () => {
    await show(null)
    const choices = stage.all('.group-choice')
    expect(choices.map((choice) => choice.textContent)).toContain('orders/1no leader for 1.2 s2 of 3 up')
    const [, atm] = choices
    await act(async () => atm?.click())
    expect(useFocus.getState().group).toBe('atm')
    expect(stage.one(`[data-testid="${testIds.group}"]`).dataset['group']).toBe('atm')
  })
})
