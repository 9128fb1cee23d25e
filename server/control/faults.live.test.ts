// Faults on real processes, over the control API as scripts and the dashboard use it. One cluster for all;
// each story leaves it whole. The bank's leader and its peers are whoever they are at that moment.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Fault } from '../../shared/fault.ts'
import type { LiveCluster } from '../endpoints/live-cluster.ts'
import { startLiveCluster } from '../endpoints/live-cluster.ts'
import type { Answer } from './fake-cluster.ts'
import { ask } from './fake-cluster.ts'
import type { LiveView } from './live-view.fixture.ts'
import { bankIn, injectAt, nodeIn, viewOf } from './live-view.fixture.ts'

let cluster: LiveCluster

const view = (): Promise<LiveView> => viewOf(cluster.url)
const inject = (fault: Fault): Promise<Answer> => injectAt(cluster.url, fault)
const until = async (claim: (now: LiveView) => boolean): Promise<LiveView> => {
  let seen = await view()
  await expect.poll(async () => claim((seen = await view())), { timeout: 15_000 }).toBe(true)
  return seen
}
const bankLeader = async (): Promise<string> =>
  bankIn(await until((now) => bankIn(now)?.leader !== null))?.leader ?? ''
const otherThan = (...nodes: readonly string[]): string =>
  ['atm-1', 'atm-2', 'atm-3'].find((node) => !nodes.includes(node)) ?? ''
const deposit = (node: string): Promise<unknown> =>
  cluster.ask(node, 'POST /deposit', { account: 'alice', amount: 1 })

beforeAll(async () => {
  cluster = await startLiveCluster()
}, 60_000)
afterAll(() => cluster.stop())
afterEach(async () => {
  await inject({ kind: 'heal' })
  await until(({ nodes, faults }) => faults.length === 0 && nodes.every(({ state }) => state === 'running'))
})

describe('real nodes', () => {
  it('come back after a power cut with everything they had promised', async () => {
    const node = otherThan(await bankLeader())
    await deposit(node)
    expect(await inject({ kind: 'powercut', node })).toMatchObject({
      status: 200,
      body: { undo: { kind: 'start', node } },
    })
    const dead = await view()
    expect(nodeIn(dead, node)).toMatchObject({ state: 'killed', reason: expect.stringContaining('power') })
    expect(dead.faults).toHaveLength(1)
    expect((await inject({ kind: 'powercut', node })).status).toBe(409)
    expect((await inject({ kind: 'start', node })).status).toBe(200)
    expect(nodeIn(await until((now) => nodeIn(now, node)?.state === 'running'), node)?.reason).toBeUndefined()
  })

  it('elect another leader while the loop of the old one stands still, without any network fault', async () => {
    const leader = await bankLeader()
    const term = bankIn(await view())?.term ?? 0
    const pid = nodeIn(await view(), leader)?.pid
    expect((await inject({ kind: 'busy', node: leader, ms: 3_000 })).status).toBe(200)
    const after = await until((now) => (bankIn(now)?.term ?? 0) > term)
    expect(nodeIn(after, leader)).toMatchObject({ pid, state: 'running' })
    await until((now) => bankIn(now)?.leader !== null && bankIn(now)?.leader !== leader)
  })

  it('end with 70 when the disk fails, and the others go on (B41)', async () => {
    const leader = await bankLeader()
    const node = otherThan(leader)
    await inject({ kind: 'disk', node, mode: 'slow', delayMs: 1 })
    expect((await view()).faults).toHaveLength(1)
    // It may have something to write at this very moment, and end before anybody looks.
    expect((await inject({ kind: 'disk', node, mode: 'error' })).status).toBe(200)
    await deposit(leader)
    const after = await until((now) => nodeIn(now, node)?.state === 'failed')
    expect(nodeIn(after, node)).toMatchObject({
      lastExit: { code: 70 },
      reason: expect.stringContaining('EIO'),
    })
    expect(after.faults).toEqual([])
  })

  it('come back by healing also when they were frozen with a full disk and wake up with work to write', async () => {
    const leader = await bankLeader()
    const node = otherThan(leader)
    await inject({ kind: 'disk', node, mode: 'full' })
    await inject({ kind: 'freeze', node })
    await deposit(leader)
    expect((await inject({ kind: 'heal' })).status).toBe(200)
    const after = await until((now) => now.nodes.every(({ state }) => state === 'running'))
    expect(after.faults).toEqual([])
    await deposit(node)
  })

  it('hand a group over to the node that was named, and say so only then', async () => {
    const leader = await bankLeader()
    const to = otherThan(leader)
    expect((await inject({ kind: 'transfer', group: 'atm', to })).status).toBe(200)
    await until((now) => bankIn(now)?.leader === to)
    expect((await inject({ kind: 'transfer', group: 'atm', to })).status).toBe(409)
    expect((await inject({ kind: 'transfer', group: 'atm', to: 'broker-1' })).status).toBe(404)
  })

  it('keep the frames of a held link, and let them go one by one or all', async () => {
    const from = await bankLeader()
    const to = otherThan(from)
    const waiting = ({ links }: LiveView): number =>
      links.find((link) => link.from === from && link.to === to)?.held ?? 0
    expect((await inject({ kind: 'hold', from, to, oneWay: true })).status).toBe(200)
    await until((now) => waiting(now) >= 2)
    const frame = await firstHeld(from, to)
    expect(await inject({ kind: 'duplicate', frame })).toMatchObject({ status: 200 })
    expect(await inject({ kind: 'drop', frame })).toMatchObject({ status: 200 })
    expect((await inject({ kind: 'release', frame: `${from}>${to}#999999` })).status).toBe(404)
    expect((await inject({ kind: 'release', from, to, oneWay: true })).status).toBe(200)
    expect((await until((now) => waiting(now) === 0)).faults).toEqual([])
  })

  it('are stepped while they are paused: a frame or a timer, and it says which', async () => {
    const step = (): Promise<Answer> => ask(`${cluster.url}/api/clock/step`, 'POST', {})
    expect((await step()).status).toBe(409)
    await ask(`${cluster.url}/api/clock`, 'PUT', { rate: 0 })
    const done = [(await step()).body['step'], (await step()).body['step']]
    await ask(`${cluster.url}/api/clock`, 'PUT', { rate: 1 })
    for (const one of done) expect(one).toMatchObject({ did: expect.stringMatching(/^(frame|timer)$/) })
    expect(done).toContainEqual(expect.objectContaining({ did: 'frame' }))
  })

  it('are shown as frozen when somebody else stops them, and as running when they go on', async () => {
    const pid = nodeIn(await view(), 'broker-4')?.pid ?? 0
    process.kill(pid, 'SIGSTOP')
    await until((now) => nodeIn(now, 'broker-4')?.state === 'frozen')
    process.kill(pid, 'SIGCONT')
    await until((now) => nodeIn(now, 'broker-4')?.state === 'running')
  })
})

describe('a node whose file was damaged', () => {
  it('refuses to start with 71, names the file and leaves it as it is', async () => {
    const node = otherThan(await bankLeader())
    const file = 'wal/00000001.json'
    expect((await inject({ kind: 'corrupt', node, file })).status).toBe(409)
    await inject({ kind: 'stop', node })
    expect((await inject({ kind: 'corrupt', node, file: 'wal/none.json' })).status).toBe(404)
    const flipped = await inject({ kind: 'corrupt', node, file, offset: 200 })
    expect(flipped).toMatchObject({
      status: 200,
      body: { undo: null, text: expect.stringContaining('at 200') },
    })
    expect((await inject({ kind: 'start', node })).status).toBe(409)
    expect(nodeIn(await view(), node)).toMatchObject({
      lastExit: { code: 71 },
      reason: expect.stringContaining(file),
    })
    // The same bit once more: the file is what it was.
    expect((await inject({ kind: 'corrupt', node, file, offset: 200 })).status).toBe(200)
    expect((await inject({ kind: 'start', node })).status).toBe(200)
  })
})

const heldSchema = z.object({
  events: z.array(
    z.looseObject({ kind: z.string(), id: z.unknown().optional(), held: z.unknown().optional() }),
  ),
  next: z.number(),
})

/** The newest frame of that direction that was told to wait. */
async function firstHeld(from: string, to: string): Promise<string> {
  const found: string[] = []
  for (let after = 0; ;) {
    const page = heldSchema.parse((await ask(`${cluster.url}/api/events?after=${after}&limit=1000`)).body)
    for (const { held, id } of page.events)
      if (held === 'hold' && typeof id === 'string' && id.startsWith(`${from}>${to}#`)) found.push(id)
    if (page.next === after) return found.at(-1) ?? ''
    after = page.next
  }
}
