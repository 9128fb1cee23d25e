// Nodes that join, with stand-ins for processes: what they are linked with, and what is refused.

import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod'
import type { RunningControl } from './control.ts'
import { ask, newFolder, removeFolder, startedFake } from './fake-cluster.ts'
import { findPlace } from './one-more-place.ts'

const folder = newFolder()
let control: RunningControl
beforeAll(async () => {
  control = await startedFake(folder)
})
afterAll(async () => {
  await control.stop()
  removeFolder(folder)
})

const viewSchema = z.object({
  nodes: z.array(z.object({ id: z.string(), role: z.string() })),
  links: z.array(z.object({ from: z.string(), to: z.string(), cut: z.boolean() })),
  faults: z.array(z.object({ id: z.number(), undo: z.unknown() })),
})
const view = async () => viewSchema.parse((await ask(`${control.url}/api/cluster`)).body)
const add = () => ask(`${control.url}/api/nodes`, 'POST', { role: 'broker' })
const cutLinksOf = async (node: string) =>
  (await view()).links
    .filter(({ from, cut }) => from === node && cut)
    .map(({ to }) => to)
    .sort()

it('two that are asked for at once are two brokers', async () => {
  const added = await Promise.all([add(), add()])
  expect(added.map(({ status }) => status)).toEqual([201, 201])
  expect(added.map(({ body }) => String(body['node'])).sort()).toEqual(['broker-2', 'broker-3'])
  const brokers = (await view()).nodes.filter(({ role }) => role === 'broker').map(({ id }) => id)
  expect(brokers).toEqual(['broker-1', 'broker-2', 'broker-3'])
})

it('one that joins a divided network is on the island of all who were not named, and the way back frees it', async () => {
  const partition = { kind: 'partition', islands: [['broker-1', 'manager-1']] }
  await ask(`${control.url}/api/faults`, 'POST', partition)
  expect(await add()).toMatchObject({ status: 201, body: { node: 'broker-4' } })
  expect(await cutLinksOf('broker-4')).toEqual(['broker-1', 'manager-1'])
  expect(await cutLinksOf('broker-1')).toContain('broker-4')
  const [fault] = (await view()).faults
  expect(await ask(`${control.url}/api/faults`, 'POST', fault?.undo)).toMatchObject({ status: 200 })
  expect((await view()).links.filter(({ cut }) => cut)).toEqual([])
  expect((await view()).faults).toEqual([])
})

it('while the cluster is paused nobody is decommissioned: no replica could move', async () => {
  await ask(`${control.url}/api/clock`, 'PUT', { rate: 0 })
  expect(await ask(`${control.url}/api/nodes/broker-2`, 'DELETE')).toMatchObject({
    status: 409,
    body: { code: 'not-now', message: expect.stringContaining('paused') },
  })
  const more = await ask(`${control.url}/api/nodes/broker-2`, 'DELETE', { force: true })
  expect(more).toMatchObject({ status: 400, body: { message: expect.stringContaining('force') } })
  await ask(`${control.url}/api/clock`, 'PUT', { rate: 1 })
})

it('a port that somebody else has is named, with who it is for and the way out', async () => {
  const taken = createServer()
  const port = await new Promise<number>((resolve) => {
    taken.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = taken.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  const name = { id: 'broker-5', role: 'broker', ordinal: 5 } as const
  const place = await findPlace('127.0.0.1', port - 25, name)
  expect(place).toMatchObject({
    ok: false,
    error: expect.stringContaining(`port ${port} for broker-5 (HTTP)`),
  })
  taken.close()
})
