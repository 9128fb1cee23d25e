// The second engine under real processes: what was answered is there after all of them were killed at once.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { LiveCluster } from '../endpoints/live-cluster.ts'
import { startLiveCluster } from '../endpoints/live-cluster.ts'
import { bankIn, injectAt, viewOf } from './live-view.fixture.ts'

const PATIENCE_MS = 15_000
const ATMS = ['atm-1', 'atm-2', 'atm-3']
const FLAGS = ['--storage', 'rewrite', '--managers', '0', '--brokers', '0', '--empty']
const documentSchema = z.object({ kind: z.string(), data: z.array(z.object({ n: z.int() })) })

let cluster: LiveCluster
const leader = async (): Promise<string> => bankIn(await viewOf(cluster.url))?.leader ?? ''
const someLeader = async (): Promise<string> => {
  await expect.poll(leader, { timeout: PATIENCE_MS }).not.toBe('')
  return leader()
}
const ask = async (what: string, fields: Record<string, string | number>): Promise<unknown> => {
  const { status, body } = await cluster.ask(await someLeader(), what, fields)
  return status === 200 ? body : status
}

beforeAll(async () => {
  cluster = await startLiveCluster(FLAGS)
}, 60_000)
afterAll(() => cluster.stop())

describe('a cluster with the rewrite engine', () => {
  it('B44: has every acknowledged deposit after SIGKILL of all its nodes, in documents under their numbers', async () => {
    await ask('POST /accounts', { account: 'zoe', initial: 0 })
    for (let each = 1; each <= 10; each += 1) {
      expect(await ask('POST /deposit', { account: 'zoe', amount: 1 })).toMatchObject({ balance: each })
    }
    for (const node of ATMS) await injectAt(cluster.url, { kind: 'kill', node })
    for (const node of ATMS) {
      const wal = join(cluster.data, node, 'wal')
      for (const name of readdirSync(wal).filter((each) => each.endsWith('.json'))) {
        const { kind, data } = documentSchema.parse(JSON.parse(readFileSync(join(wal, name), 'utf8')))
        expect(`${kind}.json`).toBe(name)
        expect(data.length).toBeGreaterThan(0)
      }
    }
    for (const node of ATMS) expect((await injectAt(cluster.url, { kind: 'start', node })).status).toBe(200)
    await expect
      .poll(() => ask('GET /balance', { account: 'zoe' }), { timeout: PATIENCE_MS })
      .toMatchObject({ balance: 10 })
  })
})
