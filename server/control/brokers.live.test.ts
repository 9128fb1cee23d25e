// A cluster that grows and shrinks while messages are stored: real processes, asked as the dashboard and the command
// line ask. Each test goes on where the one before it ended.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { LaunchedCluster } from '../launch/launched-cluster.ts'
import { launchCluster } from '../launch/launched-cluster.ts'
import type { Answer } from './fake-cluster.ts'
import { ask } from './fake-cluster.ts'
import { injectAt } from './live-view.fixture.ts'

const START = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url))
/** Some seconds for each replica. */
const MOVES_MS = 120_000
const PARTITIONS = [0, 1, 2]

const viewSchema = z.object({
  nodes: z.array(z.object({ id: z.string(), role: z.string(), state: z.string(), httpPort: z.number() })),
  groups: z.array(z.object({ name: z.string(), replicas: z.array(z.object({ node: z.string() })) })),
  links: z.array(z.object({ from: z.string(), to: z.string() })),
})
const pageSchema = z.object({ messages: z.array(z.object({ message: z.string() })) })

let cluster: LaunchedCluster
const stored: string[] = []
const view = async () => viewSchema.parse((await ask(`${cluster.url}/api/cluster`)).body)
const brokers = async () => (await view()).nodes.filter(({ role }) => role === 'broker').map(({ id }) => id)
const addNode = (role: unknown): Promise<Answer> => ask(`${cluster.url}/api/nodes`, 'POST', { role })
const removeNode = (node: string): Promise<Answer> => ask(`${cluster.url}/api/nodes/${node}`, 'DELETE')
const atManager = (path: string, body: object): Promise<Answer> =>
  ask(`${cluster.base('manager-1')}${path}`, 'POST', body)
const holders = async (): Promise<readonly string[]> =>
  (await view()).groups
    .filter(({ name }) => name.includes('/'))
    .flatMap(({ replicas }) => replicas.map(({ node }) => node))

/** The one its answer names. */
async function eventOf({ body }: Answer): Promise<unknown> {
  const url = `${cluster.url}/api/events?after=${Number(body['seq']) - 1}&limit=1`
  const { events } = (await ask(url)).body
  return Array.isArray(events) ? events[0] : events
}

async function store(messages: readonly string[]): Promise<void> {
  const { body } = await atManager('/producer/register', { topic: 'orders' })
  for (const [at, message] of messages.entries()) {
    const fields = { topic: 'orders', producer_id: body['producer_id'], partition: at % 3, message }
    expect((await atManager('/producer/produce', fields)).status).toBe(200)
    stored.push(message)
  }
}

async function read(): Promise<readonly string[]> {
  const pages = PARTITIONS.map(async (partition) => {
    const url = `${cluster.base('manager-2')}/retrieve_messages?topic=orders&partition=${partition}&max=1000`
    return pageSchema.parse((await ask(url)).body).messages.map(({ message }) => message)
  })
  return (await Promise.all(pages)).flat()
}

const allThere = async (): Promise<void> => {
  expect([...(await read())].sort()).toEqual([...stored].sort())
}

beforeAll(async () => {
  cluster = await launchCluster({ startScript: START, name: 'brokers' })
  await store(Array.from({ length: 30 }, (_, at) => `first-${at}`))
}, 60_000)
afterAll(async () => {
  await cluster.stop()
  cluster.remove()
})

describe('a broker that is added', () => {
  it('runs under the next number, is linked with all others, and is told to everybody', async () => {
    const added = await addNode('broker')
    expect(added).toMatchObject({ status: 201, body: { ok: true, node: 'broker-5' } })
    const { nodes, links } = await view()
    expect(nodes.find(({ id }) => id === 'broker-5')).toMatchObject({ role: 'broker' })
    expect(links.filter(({ from }) => from === 'broker-5')).toHaveLength(3 + 4)
    expect(links.filter(({ to }) => to === 'broker-5')).toHaveLength(3 + 4)
    expect(await eventOf(added)).toMatchObject({ kind: 'queue', node: 'broker-5', op: 'broker' })
    await expect
      .poll(async () => (await view()).nodes.find(({ id }) => id === 'broker-5')?.state, { timeout: 10_000 })
      .toBe('running')
  })

  it('gets replicas of new topics like any other', async () => {
    const known = async () =>
      (await ask(`${cluster.base('manager-1')}/brokers`)).body['brokers'] ?? 'no answer'
    await expect.poll(known, { timeout: 10_000 }).toHaveLength(5)
    expect((await atManager('/topics', { topic: 'later', partitions: 2 })).status).toBe(200)
    await expect.poll(holders, { timeout: 10_000 }).toContain('broker-5')
  })

  it('is a broker: managers and ATMs stay as they were chosen', async () => {
    for (const role of ['manager', 'atm'])
      expect(await addNode(role)).toMatchObject({ status: 409, body: { code: 'fixed-members' } })
    expect(await addNode('king')).toMatchObject({ status: 400, body: { code: 'bad-request' } })
    const body = { role: 'broker', id: 'broker-17' }
    expect(await ask(`${cluster.url}/api/nodes`, 'POST', body)).toMatchObject({ status: 400 })
  })
})

describe('a broker that is decommissioned', () => {
  it(
    'E6: gives everything it held to others, then ends, and nothing is lost',
    async () => {
      const [removed] = await Promise.all([
        removeNode('broker-2'),
        store(Array.from({ length: 30 }, (_, at) => `meanwhile-${at}`)),
      ])
      expect(removed).toMatchObject({ status: 200, body: { ok: true, node: 'broker-2' } })
      expect(await brokers()).toEqual(['broker-1', 'broker-3', 'broker-4', 'broker-5'])
      expect(await holders()).not.toContain('broker-2')
      expect((await view()).links.filter(({ to }) => to === 'broker-2')).toEqual([])
      expect(existsSync(join(cluster.data, 'broker-2'))).toBe(false)
      expect(existsSync(join(cluster.data, 'broker-2.decommissioned'))).toBe(true)
      expect(await eventOf(removed)).toMatchObject({ kind: 'process', node: 'broker-2', what: 'removed' })
      expect(await removeNode('broker-2')).toMatchObject({ status: 404, body: { code: 'no-such-node' } })
      await allThere()
    },
    MOVES_MS,
  )

  it('does not come back with the next start, and its number is not given again', async () => {
    await cluster.stop()
    await cluster.relaunch()
    expect(await brokers()).toEqual(['broker-1', 'broker-3', 'broker-4', 'broker-5'])
    await allThere()
    expect(await addNode('broker')).toMatchObject({ status: 201, body: { node: 'broker-6' } })
  }, 60_000)

  it(
    'need not run: its copies are made anew from the others',
    async () => {
      await injectAt(cluster.url, { kind: 'kill', node: 'broker-1' })
      expect(await removeNode('broker-1')).toMatchObject({ status: 200, body: { node: 'broker-1' } })
      expect(await holders()).not.toContain('broker-1')
      await allThere()
    },
    MOVES_MS,
  )

  it(
    'goes on leaving with the next start when everything was stopped in the middle',
    async () => {
      // Refused while others count as dead on a busy machine; whoever asks twice waits for the same end.
      const known = () => {
        removeNode('broker-6').catch(() => null)
        return readFileSync(join(cluster.data, 'history.json'), 'utf8')
      }
      await expect.poll(known, { timeout: 10_000 }).toMatch(/"leaving": \[\s*"broker-6"/)
      await cluster.stop()
      await cluster.relaunch()
      await expect.poll(brokers, { timeout: MOVES_MS / 2 }).toEqual(['broker-3', 'broker-4', 'broker-5'])
      await allThere()
    },
    MOVES_MS,
  )

  it('stays where three others would not be left, and so do managers and ATMs', async () => {
    expect(await removeNode('broker-5')).toMatchObject({
      status: 409,
      body: { code: 'would-lose-replicas', message: expect.stringContaining('broker-5 stays') },
    })
    expect(await removeNode('manager-1')).toMatchObject({ status: 409, body: { code: 'fixed-members' } })
    expect(await removeNode('atm-3')).toMatchObject({ status: 409, body: { code: 'fixed-members' } })
    expect(await removeNode('broker-99')).toMatchObject({ status: 404 })
    expect(await brokers()).toEqual(['broker-3', 'broker-4', 'broker-5'])
    await allThere()
  }, 90_000)
})
