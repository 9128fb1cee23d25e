// What a disk forgot. A folder that is gone, or an old file in its place, looks like a fine beginning to the node
// itself; only others can know better. One cluster for all, started as a user starts it.

import { copyFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Fault } from '../../shared/fault.ts'
import type { LiveCluster } from '../endpoints/live-cluster.ts'
import { startLiveCluster } from '../endpoints/live-cluster.ts'
import type { Answer } from './fake-cluster.ts'
import type { LiveView } from './live-view.fixture.ts'
import { bankIn, injectAt, nodeIn, officeIn, viewOf } from './live-view.fixture.ts'

const PATIENCE_MS = 15_000
const BROKER = 'broker-4'

const brokersSchema = z.object({ brokers: z.array(z.object({ broker_id: z.number(), node: z.string() })) })

let cluster: LiveCluster
const view = (): Promise<LiveView> => viewOf(cluster.url)
const inject = (fault: Fault): Promise<Answer> => injectAt(cluster.url, fault)
const folderOf = (node: string): string => join(cluster.data, node)
const until = async (claim: (now: LiveView) => boolean): Promise<LiveView> => {
  let seen = await view()
  await expect.poll(async () => claim((seen = await view())), { timeout: PATIENCE_MS }).toBe(true)
  return seen
}
const idsOf = async (node: string): Promise<readonly number[]> => {
  const { brokers } = brokersSchema.parse((await cluster.ask('manager-1', 'GET /brokers')).body)
  return brokers.filter((broker) => broker.node === node).map((broker) => broker.broker_id)
}
const deposit = async (node: string): Promise<void> => {
  const { status } = await cluster.ask(node, 'POST /deposit', { account: 'alice', amount: 1 })
  expect(status).toBe(200)
}
const leaderAndFollower = async (): Promise<{ leader: string; follower: string }> => {
  const leader = bankIn(await until((now) => typeof bankIn(now)?.leader === 'string'))?.leader ?? ''
  return { leader, follower: ['atm-1', 'atm-2', 'atm-3'].find((node) => node !== leader) ?? '' }
}

beforeAll(async () => {
  cluster = await startLiveCluster()
}, 60_000)
afterAll(() => cluster.stop())

describe('a node whose folder is gone', () => {
  it('B17: comes back as another broker, never under its old number', async () => {
    const before = await idsOf(BROKER)
    await inject({ kind: 'stop', node: BROKER })
    rmSync(folderOf(BROKER), { recursive: true })
    expect((await inject({ kind: 'start', node: BROKER })).status).toBe(200)
    expect(before).toHaveLength(1)
    const fresh = async () => (await idsOf(BROKER)).filter((id) => !before.includes(id))
    await expect.poll(fresh, { timeout: PATIENCE_MS }).toHaveLength(1)
  })
})

describe('a node whose newest log file is an old one', () => {
  it('B32: stops with 71 once its leader tells it what it had acknowledged; the others do not notice', async () => {
    const { leader, follower } = await leaderAndFollower()
    await deposit(leader)
    await inject({ kind: 'stop', node: follower })
    const wal = join(folderOf(follower), 'wal')
    const newest = readdirSync(wal).sort().at(-1) ?? ''
    const saved = join(cluster.data, 'saved.json')
    copyFileSync(join(wal, newest), saved)
    expect((await inject({ kind: 'start', node: follower })).status).toBe(200)
    for (let each = 0; each < 3; each += 1) await deposit(leader)
    const balance = async (node: string) =>
      (await cluster.ask(node, 'GET /balance', { account: 'alice', consistency: 'local' })).body['balance']
    const wanted = await balance(leader)
    await expect.poll(() => balance(follower), { timeout: PATIENCE_MS }).toBe(wanted)

    await inject({ kind: 'stop', node: follower })
    copyFileSync(saved, join(wal, newest))
    const before = await view()
    await inject({ kind: 'start', node: follower })
    const stopped = await until((now) => nodeIn(now, follower)?.state === 'failed')
    expect(nodeIn(stopped, follower)).toMatchObject({ lastExit: { code: 71 } })
    expect(nodeIn(stopped, follower)?.reason).toMatch(/acknowledged here, and the log ends at/)
    await deposit(leader)
    expect(officeIn(await view())).toEqual(officeIn(before))
  })
})
