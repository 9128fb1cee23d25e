// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { foldAll } from '../../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { testIds } from '../../shared/test-ids.ts'
import { demoEvents } from '../fixtures/demo-events.ts'
import type { Mounted } from '../panels/mounted.tsx'
import { fakeControl, mount, showView } from '../panels/mounted.tsx'
import { sampleView, stamped } from '../panels/fake-view.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { useSettings } from '../store/settings.ts'
import { App } from './App.tsx'

// The stages draw on sizes and canvases, which this environment does not have; the browser stories see them.
vi.mock('../stage/MainView.tsx', () => ({ MainView: () => null }))

let page: Mounted | null = null

afterEach(async () => page?.unmount())

const app = `[data-testid="${testIds.app}"]`

test('the page carries its state in attributes', async () => {
  showView(sampleView({ kind: 'ready', ready: true, text: 'all up' }))
  page = await mount(<App />)
  expect(page.one(app).dataset).toMatchObject({
    mode: 'live',
    rate: '1',
    run: 'test',
    connection: 'open',
    rights: 'drive',
    ready: 'true',
  })
  expect(page.one(app).dataset['seq']).toBe(String(useCluster.getState().view.seq))
})

test('when the clock stops, the page says paused in words and in its mode', async () => {
  showView(sampleView())
  page = await mount(<App />)
  const { view } = useCluster.getState()
  const pause = stamped([{ kind: 'clock', epoch: 2, rate: 0, by: 'Asha' }], view.seq)
  await act(async () => useCluster.setState({ view: foldAll(view, pause) }))
  expect(page.one(app).dataset['mode']).toBe('paused')
  expect(page.one('.mode-word').textContent).toBe('PAUSED')
})

test('a paused cluster is stepped by a button, and what the step was is said', async () => {
  const view = sampleView({ kind: 'clock', epoch: 2, rate: 0, by: 'Asha' })
  showView(view)
  fakeControl({ ok: true, seq: 1, text: 'release frame atm-1>atm-2#7' })
  page = await mount(<App />)
  await page.press(page.button('Step'))
  expect(page.one(`[data-testid="${testIds.notice}"]`).textContent).toBe(
    'one step: release frame atm-1>atm-2#7',
  )
  await act(async () => useCluster.setState({ view: { ...view, clock: { ...view.clock, rate: 1 } } }))
  expect(page.place.textContent).not.toContain('Step')
})

test('without news nothing on the page calls itself live', async () => {
  showView(sampleView())
  page = await mount(<App />)
  await act(async () => useCluster.setState({ connection: 'lost' }))
  expect(page.one('.mode-word').textContent).toBe('NOT LIVE')
  expect(page.one('.news-overlay').textContent).toContain('The cluster goes on without us')
})

test('a node in focus brings its card, and Escape takes it away', async () => {
  showView(sampleView())
  page = await mount(<App />)
  await act(async () => useFocus.getState().focusNode('broker-2'))
  expect(page.one(`[data-testid="${testIds.nodeCard}"]`).dataset['node']).toBe('broker-2')
  expect(location.hash).toContain('node=broker-2')
  await act(async () => {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
  })
  expect(page.all(`[data-testid="${testIds.nodeCard}"]`)).toEqual([])
})

async function goTo(text: string): Promise<void> {
  await act(async () => {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'g', bubbles: true }))
  })
  const field = page?.one(`[data-testid="${testIds.goTo}"] input`)
  if (!(field instanceof HTMLInputElement)) throw new Error('there is no field to type into')
  await act(async () => {
    // As the browser does it: React has put a property of its own on the field.
    Reflect.set(HTMLInputElement.prototype, 'value', text, field)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await act(async () => {
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
  })
}

test('G goes to what is typed: a node by its short name, and then a panel', async () => {
  showView(sampleView())
  page = await mount(<App />)
  await goTo('b2')
  expect(useFocus.getState().focus).toEqual({ kind: 'node', node: 'broker-2' })
  expect(page.all(`[data-testid="${testIds.goTo}"]`)).toEqual([])
  await goTo('links')
  expect(page.one('#right-panel').dataset['panel']).toBe('links')
})

test('going to an entry shows the logs, however little was drawn before', async () => {
  showView(foldAll(EMPTY_VIEW, demoEvents()))
  page = await mount(<App />)
  for (const [before, after] of [
    ['ring', 'logs'],
    ['indices', 'indices'],
  ] as const) {
    await act(async () => {
      useFocus.getState().focusGroup('atm')
      useSettings.setState({ detail: before })
    })
    await goTo('#17')
    expect(useSettings.getState().detail).toBe(after)
    expect(useFocus.getState()).toMatchObject({ view: 'group', group: 'atm', entry: 17 })
  }
})

test('the tabs lead to every panel', async () => {
  showView(sampleView())
  page = await mount(<App />)
  const shown: (string | undefined)[] = []
  for (const tab of page.all('[role="tab"]')) {
    await page.press(tab)
    shown.push(page.one('#right-panel').dataset['panel'])
  }
  expect(shown).toEqual(['feed', 'money', 'terminals', 'faults', 'links'])
})
