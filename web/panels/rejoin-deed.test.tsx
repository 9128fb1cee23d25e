// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, expect, test } from 'vitest'
import { testIds } from '../../shared/test-ids.ts'
import { useCluster } from '../store/cluster.ts'
import { NodeCard } from './NodeCard.tsx'
import { processIs, sampleView } from './fake-view.ts'
import type { Mounted } from './mounted.tsx'
import { mount, showView } from './mounted.tsx'

let card: Mounted | null = null
afterEach(async () => card?.unmount())

const BUTTON = `[data-testid="${testIds.nodeAction}"][data-action="rejoin"]`
const show = async (id: string): Promise<Mounted> =>
  (card = await mount(<NodeCard id={id} keysOf={() => undefined} />))

const refused = (node: string) => ({ ...processIs(node, 'failed'), lastExit: { code: 71, signal: null } })

test('B17: an ATM that refused its files is brought back by one command, and the answer stands beside it', async () => {
  showView(sampleView(refused('atm-2')))
  const asked: string[] = []
  Reflect.set(globalThis, 'fetch', async (path: string, init: RequestInit) => {
    asked.push(`${init.method} ${path}`)
    return new Response(JSON.stringify({ ok: true, text: 'atm-2 votes again, as replica 17' }), {
      status: 200,
    })
  })
  const shown = await show('atm-2')
  await shown.press(shown.one(BUTTON))
  expect(asked).toEqual(['POST /api/nodes/atm-2/rejoin'])
  expect(shown.one(`[data-testid="${testIds.notice}"]`).textContent).toContain('votes again, as replica 17')
})

test('the answer stands there also when the process runs by then; after a refusal it can be asked again', async () => {
  showView(sampleView(refused('atm-2')))
  let answer: (response: Response) => void = () => {}
  Reflect.set(globalThis, 'fetch', () => new Promise<Response>((resolve) => (answer = resolve)))
  const shown = await show('atm-2')
  await shown.press(shown.one(BUTTON))
  await act(async () => useCluster.setState({ view: sampleView(processIs('atm-2', 'running')) }))
  const message = 'atm-2 learns, and its group has no leader: ask again'
  await act(async () => answer(new Response(JSON.stringify({ ok: false, message }), { status: 503 })))
  expect(shown.one(`[data-testid="${testIds.notice}"]`).textContent).toBe(message)
  await shown.press(shown.one(BUTTON))
  const text = 'atm-2 votes again, as replica 17'
  await act(async () => answer(new Response(JSON.stringify({ ok: true, text }))))
  expect(shown.one(`[data-testid="${testIds.notice}"]`).textContent).toContain(text)
  expect(shown.all(BUTTON)).toEqual([])
})

test.each([
  ['a broker, which comes back as another one', refused('broker-2')],
  ['an ATM whose process was killed', processIs('atm-2', 'killed')],
  ['an ATM that runs', processIs('atm-2', 'running')],
])('it is not offered to %s', async (_who, process) => {
  showView(sampleView(process))
  const shown = await show(process.node)
  expect(shown.all(BUTTON)).toEqual([])
})
