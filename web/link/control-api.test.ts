import { afterEach, expect, test, vi } from 'vitest'
import { postFault, putClock } from './control-api.ts'

const answers = (body: unknown): void => {
  vi.stubGlobal('fetch', async () => ({ json: async () => body }))
}

afterEach(() => vi.unstubAllGlobals())

test('a command is one request to the control API, with its fault as it is', async () => {
  const asked: unknown[] = []
  vi.stubGlobal('fetch', async (path: string, init: { method: string; body: string }) => {
    asked.push([init.method, path, JSON.parse(init.body)])
    return { json: async () => ({ ok: true, seq: 7 }) }
  })
  expect(await postFault({ kind: 'kill', node: 'broker-2' })).toEqual({ ok: true, value: null })
  expect(await putClock(0)).toEqual({ ok: true, value: null })
  expect(asked).toEqual([
    ['POST', '/api/faults', { kind: 'kill', node: 'broker-2' }],
    ['PUT', '/api/clock', { rate: 0 }],
  ])
})

test('a refusal keeps the server’s code and words', async () => {
  answers({ ok: false, code: 'not-now', message: 'broker-2 is not running' })
  expect(await postFault({ kind: 'kill', node: 'broker-2' })).toEqual({
    ok: false,
    error: { code: 'not-now', message: 'broker-2 is not running' },
  })
})

test('no answer and an answer nobody understands are refusals too', async () => {
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('fetch failed')
  })
  expect(await putClock(1)).toMatchObject({ ok: false, error: { code: 'no-connection' } })
  answers('<html>')
  expect(await putClock(1)).toMatchObject({ ok: false, error: { code: 'internal' } })
})
