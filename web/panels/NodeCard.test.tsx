// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, expect, test } from 'vitest'
import { testIds } from '../../shared/test-ids.ts'
import { useCluster } from '../store/cluster.ts'
import { NodeCard } from './NodeCard.tsx'
import type { Mounted } from './mounted.tsx'
import { fakeControl, mount, showView } from './mounted.tsx'
import { processIs, sampleView } from './fake-view.ts'

let card: Mounted | null = null

afterEach(async () => card?.unmount())

const noKeys = () => undefined
const action = (name: string): string => `[data-testid="${testIds.nodeAction}"][data-action="${name}"]`

test('a running node can be stopped in three ways and not be started', async () => {
  showView(sampleView())
  card = await mount(<NodeCard id="broker-2" keysOf={noKeys} />)
  const blocked = card.all(`[data-testid="${testIds.nodeAction}"][aria-disabled="true"]`)
  expect(blocked.map((button) => button.dataset['action'])).toEqual(['start'])
})

test('before a stop it says which groups elect and which keep their leader', async () => {
  showView(sampleView())
  card = await mount(<NodeCard id="broker-2" keysOf={noKeys} />)
  expect(card.one('.node-blast').textContent).toContain('orders/1 elects; orders/0 keeps its leader')
})

test('a kill is one command, and the picture waits for the event', async () => {
  showView(sampleView())
  const { asked } = fakeControl()
  card = await mount(<NodeCard id="broker-2" keysOf={noKeys} />)
  await card.press(card.one(action('kill')))
  expect(asked).toEqual([{ kind: 'kill', node: 'broker-2' }])
  expect(card.one(`[data-testid="${testIds.notice}"]`).textContent).toContain('killed broker-2')
  expect(card.one(`[data-testid="${testIds.nodeCard}"]`).dataset['process']).toBe('running')
  await act(async () => useCluster.setState({ view: sampleView(processIs('broker-2', 'killed')) }))
  expect(card.one(`[data-testid="${testIds.nodeCard}"]`).dataset['process']).toBe('killed')
  expect(card.place.textContent).toContain('SIGKILL: killed at once')
})

test("a refusal stands beside the button, in the server's words", async () => {
  showView(sampleView())
  fakeControl({ ok: false, code: 'not-now', message: 'broker-2 is being started' })
  card = await mount(<NodeCard id="broker-2" keysOf={noKeys} />)
  await card.press(card.one(action('freeze')))
  const line = card.one(`[data-testid="${testIds.notice}"]`)
  expect(line.getAttribute('role')).toBe('alert')
  expect(line.textContent).toBe('broker-2 is being started')
})

test('the last words of a process stand on its card, however it ended', async () => {
  const words = 'Warning: the heap is almost full'
  showView(sampleView({ ...processIs('broker-2', 'killed'), lastLine: words }))
  card = await mount(<NodeCard id="broker-2" keysOf={noKeys} />)
  expect(card.one('.facts').textContent).toContain(words)
})

test('a watcher sends nothing', async () => {
  showView(sampleView(), 'watch')
  const { asked } = fakeControl()
  card = await mount(<NodeCard id="broker-2" keysOf={noKeys} />)
  await card.press(card.one(action('kill')))
  expect(asked).toEqual([])
  expect(card.one(action('kill')).title).toContain('you are watching')
})

test('a leader that nobody confirms is shown as a belief', async () => {
  const deposed = sampleView({
    kind: 'role',
    node: 'broker-3',
    group: 'orders/1',
    role: 'leader',
    term: 4,
    leader: 'broker-3',
    why: 'elected',
  })
  showView(deposed)
  card = await mount(<NodeCard id="broker-2" keysOf={noKeys} />)
  expect(card.one('.hosted').textContent).toContain('believes: leader')
})
