// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { testIds } from '../../shared/test-ids.ts'
import { NodeCard } from './NodeCard.tsx'
import { processIs, sampleView } from './fake-view.ts'
import type { Mounted } from './mounted.tsx'
import { mount, showView } from './mounted.tsx'
import { READ_MS } from '../ui/use-sure.ts'

let card: Mounted | null = null
afterEach(async () => {
  await card?.unmount()
  vi.restoreAllMocks()
})

const button = (name: string): string => `[data-testid="${testIds.nodeAction}"][data-action="${name}"]`
const show = async (id: string): Promise<Mounted> =>
  (card = await mount(<NodeCard id={id} keysOf={() => undefined} />))

/** Answers in place of the control server, and keeps what it was asked. */
function answering(status: number, body: object): string[] {
  const asked: string[] = []
  Reflect.set(globalThis, 'fetch', async (path: string, init: RequestInit) => {
    asked.push(`${init.method} ${path}${typeof init.body === 'string' ? ` ${init.body}` : ''}`)
    return new Response(JSON.stringify(body), { status })
  })
  return asked
}

test('a broker is added by one command, and the answer stands beside the button', async () => {
  showView(sampleView())
  const asked = answering(201, { ok: true, node: 'broker-5', seq: 4, text: 'broker-5 was added and runs' })
  const shown = await show('broker-2')
  await shown.press(shown.one(button('add-broker')))
  expect(asked).toEqual(['POST /api/nodes {"role":"broker"}'])
  expect(shown.one(`[data-testid="${testIds.notice}"]`).textContent).toContain('broker-5 was added and runs')
})

test('a broker is decommissioned by a second press, since nothing undoes it, and why it stays is said in the words of the server', async () => {
  showView(sampleView())
  let now = 1_000
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const message = 'broker-2 stays for now: it still holds orders/0'
  const asked = answering(503, { ok: false, code: 'not-finished', message })
  const shown = await show('broker-2')
  await shown.press(shown.one(button('decommission')))
  expect(asked).toEqual([])
  expect(shown.one(button('decommission')).textContent).toBe('Decommission for good?')
  await shown.press(shown.one(button('decommission')))
  expect(asked, 'a double click is one gesture').toEqual([])
  now += READ_MS
  await shown.press(shown.one(button('decommission')))
  expect(asked).toEqual(['DELETE /api/nodes/broker-2'])
  expect(shown.one(`[data-testid="${testIds.notice}"]`).textContent).toBe(message)
})

test('where three others would not be left it is blocked, with the reason', async () => {
  showView(sampleView(processIs('broker-4', 'killed')))
  const asked = answering(200, { ok: true })
  const shown = await show('broker-2')
  const blocked = shown.one(button('decommission'))
  expect(blocked.getAttribute('aria-disabled')).toBe('true')
  expect(blocked.title).toContain('2 others run: add one first')
  await shown.press(blocked)
  expect(asked).toEqual([])
})

test('managers and ATMs come and go otherwise: their cards offer neither', async () => {
  showView(sampleView())
  const shown = await show('manager-1')
  expect(shown.all(button('decommission'))).toEqual([])
})
