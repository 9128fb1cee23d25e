import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { DEFAULT_COUNTS, nodeNames } from './node-plan.ts'
import { findPorts, holderOf } from './ports.ts'

const HOST = '127.0.0.1'
const open: Server[] = []

const listen = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    open.push(server)
    server.once('error', reject)
    server.listen(0, HOST, () => {
      const address: AddressInfo | string | null = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })

afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

describe('ports', () => {
  it('0 gives everybody a port of their own', async () => {
    const found = await findPorts(HOST, 0, nodeNames(DEFAULT_COUNTS))
    expect(found.ok).toBe(true)
    if (!found.ok) return
    const ports = [
      found.value.control,
      ...found.value.nodes.flatMap((node) => [node.httpPort, node.raftPort]),
    ]
    expect(new Set(ports).size).toBe(21)
  })

  it('that are taken are named, with their use and the way out', async () => {
    const port = await listen()
    const found = await findPorts(HOST, port, [])
    expect(found).toMatchObject({
      ok: false,
      error: expect.stringContaining(`port ${port} for the dashboard is taken by`),
    })
    expect(found).toMatchObject({ error: expect.stringContaining('--port') })
  })

  it.runIf(process.platform === 'linux')('tell who has them where the system says so', async () => {
    const port = await listen()
    expect(holderOf(port)).toMatchObject({ pid: process.pid })
  })
})
