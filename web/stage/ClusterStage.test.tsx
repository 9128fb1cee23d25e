// @vitest-environment happy-dom
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import type { Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { assert } from '../../shared/assert.ts'
import { foldAll } from '../../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { testIds } from '../../shared/test-ids.ts'
import { DEMO_NODES } from '../fixtures/demo-cluster.ts'
import { demoEvents } from '../fixtures/demo-events.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { ClusterStage } from './ClusterStage.tsx'
import type { ContextRequest } from './context.ts'

let root: Root
let place: HTMLElement
let asked: ContextRequest[]

async function show(group: string | null = null): Promise<void> {
  useFocus.setState({ view: 'cluster', group, focus: null })
  await act(async () => root.render(<ClusterStage onContext={(request) => asked.push(request)} />))
}

beforeEach(() => {
  Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true)
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 926, 572))
  useCluster.setState({ view: foldAll(EMPTY_VIEW, demoEvents()), connection: 'open', run: 'test' })
  place = document.createElement('div')
  document.body.append(place)
  root = createRoot(place)
  asked = []
})

afterEach(async () => {
  await act(async () => root.unmount())
  place.remove()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function one(selector: string): Element {
  const found = place.querySelector(selector)
  assert(found !== null, `nothing on the page is ${selector}`)
  return found
}

const node = (id: string): Element => one(`[data-testid="${testIds.node}"][data-node="${id}"]`)
const link = (from: string, to: string): Element =>
  one(`[data-testid="${testIds.link}"][data-from="${from}"][data-to="${to}"]`)
const facts = (element: Element, ...names: string[]): (string | null)[] =>
  names.map((name) => element.getAttribute(`data-${name}`))
const press = (element: Element, key: string): Promise<void> =>
  act(async () => void element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })))
const click = (element: Element): Promise<void> =>
  act(async () => void element.dispatchEvent(new MouseEvent('click', { bubbles: true })))

test('every process is on the stage, with its state as attributes', async () => {
  await show()
  expect(place.querySelectorAll(`[data-testid="${testIds.node}"]`)).toHaveLength(DEMO_NODES.length)
  expect(facts(node('atm-3'), 'kind', 'process', 'role', 'term', 'leader')).toEqual([
    'atm',
    'running',
    'leader',
    '5',
    'confirmed',
  ])
  expect(facts(node('atm-1'), 'term', 'leader')).toEqual(['4', 'believes'])
  expect(facts(node('broker-3'), 'process', 'leader')).toEqual(['killed', 'none'])
})

test('belief is printed beside the hollow crown', async () => {
  await show()
  expect(node('atm-1').querySelector('.crown-hollow')).not.toBeNull()
  expect(node('atm-1').parentElement?.textContent).toContain('believes:')
  expect(node('atm-3').querySelector('.crown-hollow')).toBeNull()
})

test('with a group in focus a broker shows its role in that group, and the others step back', async () => {
  await show('orders/0')
  expect(facts(node('broker-1'), 'role', 'term')).toEqual(['leader', '7'])
  expect(node('broker-4').parentElement?.getAttribute('data-dimmed')).toBe('true')
  expect(node('broker-1').parentElement?.getAttribute('data-dimmed')).toBe('false')
})

test('both directions of every pair of a room are there, a cut one says so', async () => {
  await show()
  expect(facts(link('atm-1', 'atm-2'), 'link')).toEqual(['cut'])
  expect(facts(link('broker-1', 'broker-2'), 'link', 'rules')).toEqual(['up', '50±10 ms'])
  expect(facts(link('broker-2', 'broker-1'), 'rules')).toEqual([''])
})

test('connections between rooms open with the node that is selected', async () => {
  await show()
  expect(place.querySelector('[data-from="manager-1"][data-to="broker-1"]')).toBeNull()
  await click(node('broker-1'))
  expect(useFocus.getState().focus).toEqual({ kind: 'node', node: 'broker-1' })
  expect(link('manager-1', 'broker-1').getAttribute('data-trunk')).toBe('true')
})

test('a click on a half-arrow selects it, a click on its gate cuts that one direction', async () => {
  const sent: unknown[] = []
  vi.stubGlobal('fetch', async (path: string, init: { body: string }) => {
    sent.push([path, JSON.parse(init.body)])
    return { json: async () => ({ ok: false, code: 'watching', message: 'the teacher drives' }) }
  })
  await show()
  const arrow = link('broker-1', 'broker-4')
  await click(arrow)
  expect(useFocus.getState().focus).toEqual({ kind: 'link', from: 'broker-1', to: 'broker-4' })
  expect(sent).toEqual([])
  const gate = arrow.querySelector('.gate')
  assert(gate !== null, 'every half-arrow has a gate')
  await click(gate)
  expect(sent).toEqual([['/api/faults', { kind: 'cut', from: 'broker-1', to: 'broker-4', oneWay: true }]])
  expect(arrow.textContent).toContain('the teacher drives')
  expect(arrow.getAttribute('data-link')).not.toBe('cut')
})

test('Enter selects, arrow keys go from node to node, the menu key asks for the menu', async () => {
  await show()
  const first = node('manager-1')
  await press(first, 'Enter')
  expect(useFocus.getState().focus).toEqual({ kind: 'node', node: 'manager-1' })
  await press(first, 'ArrowRight')
  expect(document.activeElement?.getAttribute('data-node')).toBe('manager-2')
  await act(async () => void first.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true })))
  expect(asked).toMatchObject([{ target: { kind: 'node', node: 'manager-1' } }])
})

test('whoever listens hears what the picture shows', async () => {
  await show()
  expect(node('atm-1').getAttribute('aria-label')).toMatch(
    /atm-1, bank note, running, believes to lead in atm, term 4, \d+ entries, \d+ committed/,
  )
  expect(link('broker-1', 'broker-2').getAttribute('aria-label')).toMatch(
    /link broker-1 to broker-2, up, \d+ frames a second, 50±10 ms/,
  )
})
