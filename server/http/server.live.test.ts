import { connect } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { InvariantError } from '../../shared/assert.ts'
import { success } from './answer.ts'
import { createHttpServer } from './server.ts'
import type { HttpServer, Route } from './server.ts'

let server: HttpServer | null = null
afterEach(() => server?.close())

const throwing = (path: string, error: Error): Route => ({
  methods: ['GET'],
  paths: [path],
  handle: () => Promise.reject(error),
})

async function start(): Promise<{ port: number; broken: InvariantError[] }> {
  const broken: InvariantError[] = []
  server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    origins: [],
    clock: () => ({ epoch: 1, rate: 1 }),
    routes: [
      { methods: ['GET', 'POST'], paths: ['/take'], handle: async (fields) => success({ fields }) },
      throwing('/bug', new TypeError('x is undefined')),
      throwing('/invariant', new InvariantError('two leaders')),
    ],
    onInvariant: (error) => void broken.push(error),
  })
  const listening = await server.listen()
  if (!listening.ok) throw new Error(listening.error)
  return { port: listening.value, broken }
}

describe('the HTTP server of a node', () => {
  it('a bug is `internal`, whose outcome nobody knows, and the node goes on', async () => {
    const { port, broken } = await start()
    const response = await fetch(`http://127.0.0.1:${port}/bug`)
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      status: 'failure',
      outcome: 'unknown',
      code: 'internal',
      message: 'this is a bug: x is undefined',
    })
    expect(broken).toEqual([])
    expect((await fetch(`http://127.0.0.1:${port}/take`)).status).toBe(200)
  })

  it('a broken invariant is told to whoever ends the process', async () => {
    const { port, broken } = await start()
    await fetch(`http://127.0.0.1:${port}/invariant`)
    expect(broken).toMatchObject([{ message: 'two leaders' }])
  })

  it('HEAD never reaches what may change something', async () => {
    const { port } = await start()
    expect((await fetch(`http://127.0.0.1:${port}/take`, { method: 'HEAD' })).status).toBe(404)
  })

  it('a port that is taken is a sentence, not a crash', async () => {
    const { port } = await start()
    const second = createHttpServer({
      host: '127.0.0.1',
      port,
      origins: [],
      routes: [],
      clock: () => ({ epoch: 1, rate: 1 }),
      onInvariant: () => undefined,
    })
    expect(await second.listen()).toMatchObject({ ok: false, error: expect.stringContaining('EADDRINUSE') })
  })

  it('a client that leaves in the middle of its body disturbs nobody', async () => {
    const { port } = await start()
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write('POST /take HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"a":')
    socket.destroy()
    const response = await fetch(`http://127.0.0.1:${port}/take?a=1`)
    expect(await response.json()).toEqual({ status: 'success', fields: { a: '1' } })
  })
})
