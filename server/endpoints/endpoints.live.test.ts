// Every endpoint with its answers and refusals, asked of real processes: at the node that leads, at one that
// follows, and at one that holds nothing of it. Rows of a table build on the rows before.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { atmRows } from './atm.rows.ts'
import { balancerRows } from './balancer.rows.ts'
import { consumeRows } from './consume.rows.ts'
import { directoryRows } from './directory.rows.ts'
import { httpRows } from './http.rows.ts'
import type { LiveCluster } from './live-cluster.ts'
import { startLiveCluster } from './live-cluster.ts'
import { nodeRows } from './node.rows.ts'
import { offsetRows } from './offsets.rows.ts'
import { partitionRows } from './partitions.rows.ts'
import { produceRows, startRows } from './produce.rows.ts'
import { Notes } from './rows.ts'
import type { Row } from './rows.ts'
import { twoRows } from './two-partitions.rows.ts'

let cluster: LiveCluster
beforeAll(async () => {
  cluster = await startLiveCluster()
  // A request that meets a handover is asked again within the cluster: then its answer says `duplicate`.
  expect(await cluster.ask('manager-1', 'POST /balancer', { paused: true })).toMatchObject({ status: 200 })
})
afterAll(() => cluster.stop())

const tables: Readonly<Record<string, readonly Row[]>> = {
  'topics and registrations': directoryRows,
  'brokers, managers and nodes': nodeRows,
  messages: [...startRows, ...produceRows, ...consumeRows, ...offsetRows, ...twoRows],
  'partitions and moves': [...partitionRows, ...balancerRows],
  'the ATM network': atmRows,
}

describe.each(Object.entries(tables))('%s', (_name, rows) => {
  const notes = new Notes()
  it.each(rows.map((row) => [`${row.at}: ${row.what} ${row.why}`, row] as const))(
    '%s',
    async (_title, row) => {
      const fields = typeof row.fields === 'function' ? row.fields(notes) : row.fields
      const { status, body, headers } = await cluster.ask(row.at, row.what, fields)
      const outcome = status === 200 && body['code'] === undefined ? 'success' : 'failure'
      expect({ http: status, ...body }).toMatchObject({ http: row.http, status: outcome, ...row.gives })
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('raftroom-clock')).toMatch(/^\d+ 1$/)
      if (status === 503) expect(body['message']).toMatch(/^service currently unavailable: /)
      row.keep?.(body, notes)
    },
  )
})

describe('whatever is sent', () => {
  it.each(httpRows)('$why', async ({ path, init, http, gives }) => {
    const { status, body } = await cluster.send('atm-1', path, init(cluster))
    expect({ http: status, ...body }).toMatchObject({ http, ...gives })
  })

  it('the dashboard may call a node from its page, and read its clock', async () => {
    const { headers } = await cluster.send('atm-1', '/balance?account=alice', {
      headers: { origin: cluster.url },
    })
    expect(headers.get('access-control-allow-origin')).toBe(cluster.url)
    expect(headers.get('access-control-expose-headers')).toBe('raftroom-clock')
  })
})

describe('a replica that moves', () => {
  it('arrives, and leaves its old broker, while messages are stored', async () => {
    const asked = { topic: 'grown', partition: 0, producer_name: 'mover' }
    const { body } = await cluster.ask('manager-1', 'POST /producer/register', asked)
    const producing = { topic: 'grown', producer_id: body['producer_id'] ?? 0, message: 'm' }
    const moves = async (): Promise<unknown> => {
      const { status } = await cluster.ask('broker-1', 'POST /producer/produce', producing)
      expect(status).toBe(200)
      return (await cluster.ask('manager-1', 'GET /balancer')).body['moves']
    }
    await expect.poll(moves, { timeout: 25_000 }).toEqual([])
    const shown = await cluster.ask('broker-3', 'GET /topics/partitions', { topic: 'grown' })
    const replicas = [0, 1, 2].map(() => ({ learner: false }))
    expect(shown.body['partitions']).toMatchObject([{ epoch: 2, replicas }, {}, {}, {}, {}])
  }, 30_000)
})

describe('many at once', () => {
  it('E30: 100 registrations at all nodes give 100 ids without holes', async () => {
    const nodes = ['manager-1', 'manager-2', 'manager-3', 'broker-1', 'broker-4']
    const asked = Array.from({ length: 100 }, (_, turn) =>
      cluster.ask(nodes[turn % nodes.length] ?? '', 'POST /consumer/register', { topic: 'orders' }),
    )
    const ids = (await Promise.all(asked))
      .map(({ body }) => Number(body['consumer_id']))
      .sort((a, b) => a - b)
    const first = ids[0] ?? 0
    expect(ids).toEqual(Array.from({ length: 100 }, (_, turn) => first + turn))
  })

  it('E12: a consumer that polls at one manager is alive at all of them', async () => {
    const { body } = await cluster.ask('broker-2', 'POST /consumer/register', { topic: 'orders' })
    const polled = await cluster.ask('manager-1', 'GET /consumer/health_poll', {
      consumer_id: body['consumer_id'] ?? 0,
    })
    for (const node of ['manager-1', 'manager-2', 'manager-3', 'broker-3']) {
      const lastSeen = async (): Promise<unknown> => {
        const { consumers } = (await cluster.ask(node, 'GET /consumers')).body
        const rows: readonly unknown[] = Array.isArray(consumers) ? consumers : []
        return rows.find(
          (row) => typeof row === 'object' && row !== null && 'id' in row && row.id === body['consumer_id'],
        )
      }
      await expect
        .poll(lastSeen, { timeout: 5_000 })
        .toMatchObject({ health: 'alive', last_seen: polled.body['last_seen'] })
    }
  })
})
