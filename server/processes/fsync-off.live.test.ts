// One node of five does not sync its log, loses its power and comes back: what it had acknowledged is gone, as with a
// disk that lies. It must not go on as if nothing were missing: its leader is still in office, counts on those
// entries, and says so. The node stops, and nobody else notices (B32).

import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod'
import type { NodeId } from '../../shared/ids.ts'
import { EXIT_DATA_LOST } from '../../shared/protocol/uplink.ts'
import { nodeFileSystem } from '../storage/node-fs.ts'
import { cutPower } from '../storage/power-cut.ts'
import { FSYNC_OFF_VARIABLE } from './fsync-off.ts'
import type { Death, TestNodes } from './test-nodes.ts'
import { prepareTestNodes } from './test-nodes.ts'

const GROUP = 'atm'
/** Never: a snapshot would put what was acknowledged beside the log. */
const SNAPSHOTS = 1_000_000
const WRITES = 12
const PATIENCE = { timeout: 20_000, interval: 20 }

/** What the seed leaves of the tail: nothing at all; parts of it, with holes. */
const LOSSES = [
  { left: 'bracket', seed: 7, says: /acknowledged here, and the log ends at/ },
  { left: 'torn', seed: 1, says: /acknowledged here, and the log ends at|is damaged at byte/ },
] as const

const statusSchema = z.object({
  groups: z.array(z.object({ name: z.string(), leader: z.string().nullable(), term: z.number() })),
})

let nodes: TestNodes
let deposited = 0
/** Whose log is gone. */
const lost = new Set<NodeId>()
const standing = (): readonly NodeId[] => nodes.all.filter((node) => !lost.has(node))

/** Who leads there, and in which term. */
async function sightOf(node: NodeId): Promise<{ readonly leader: string | null; readonly term: number }> {
  const status = statusSchema.safeParse(await nodes.ask(node, 'GET /status').catch(() => null))
  const { leader = null, term = 0 } = status.data?.groups.find(({ name }) => name === GROUP) ?? {}
  return { leader, term }
}

async function knownLeader(): Promise<NodeId> {
  let leader: string | null = null
  const look = async () => (leader = (await sightOf(standing()[0] ?? '')).leader)
  await expect.poll(look, PATIENCE).not.toBeNull()
  return leader ?? ''
}

/** Asked under one id until it is acknowledged. */
async function acknowledged(node: NodeId, what: string, fields: Readonly<Record<string, string | number>>) {
  const asked = async () => (await nodes.ask(node, what, fields).catch(() => null))?.['status'] ?? null
  await expect.poll(asked, PATIENCE).toBe('success')
}

async function deposit(node: NodeId): Promise<void> {
  await acknowledged(node, 'POST /deposit', { account: 'alice', amount: 1, request_id: `d${deposited}` })
  deposited += 1
}

async function balanceAt(node: NodeId): Promise<unknown> {
  const fields = { account: 'alice', consistency: 'local' }
  return (await nodes.ask(node, 'GET /balance', fields).catch(() => null))?.['balance']
}

/** It has applied all that was acknowledged. */
const expectAllAt = (node: NodeId): Promise<void> =>
  expect.poll(() => balanceAt(node), { ...PATIENCE, message: `the account at ${node}` }).toBe(deposited)

/** Starts a follower anew, lets it acknowledge, cuts its power and starts it again. */
async function cutFollower(fsync: 'on' | 'off', seed: number) {
  const leader = await knownLeader()
  const victim = standing().find((node) => node !== leader) ?? ''
  await nodes.stop(victim)
  nodes.start(victim, fsync === 'off' ? { [FSYNC_OFF_VARIABLE]: victim } : {})
  for (let write = 0; write < WRITES; write += 1) await deposit(leader)
  await expectAllAt(victim)
  const { term } = await sightOf(leader)
  await nodes.kill(victim)
  const { tails } = cutPower(nodeFileSystem, nodes.dir(victim), seed)
  nodes.start(victim)
  return { leader, term, victim, tails }
}

/** Null: it was given everything again. */
async function endOf(victim: NodeId): Promise<Death | null> {
  const end: { death: Death | null } = { death: null }
  void nodes.ended(victim).then((death) => (end.death = death))
  while (end.death === null) if ((await balanceAt(victim)) === deposited) return null
  return end.death
}

/** Once more after an election: whoever leads since then does not know what is missing. */
async function lose(seed: number) {
  for (;;) {
    const cut = await cutFollower('off', seed)
    const death = await endOf(cut.victim)
    if (death !== null) return { ...cut, death }
    expect((await sightOf(cut.leader)).term).toBeGreaterThan(cut.term)
  }
}

beforeAll(async () => {
  nodes = await prepareTestNodes({ managers: 0, brokers: 0, atms: 5 }, SNAPSHOTS)
  for (const node of nodes.all) nodes.start(node)
}, 60_000)
afterAll(() => nodes.end())

it('five ATMs keep an account', async () => {
  await acknowledged(await knownLeader(), 'POST /accounts', { account: 'alice', request_id: 'new' })
  for (const node of nodes.all) await expectAllAt(node)
})

it.each(LOSSES)(
  'a power cut without fsync ($left) takes what was acknowledged: the node stops with 71 and says what to do, and no other replica diverges (B32)',
  async ({ left, seed, says }) => {
    const { leader, victim, tails, death } = await lose(seed)
    expect(tails).toMatchObject([{ left }])
    const { exit, said } = death
    expect(exit).toEqual({ code: EXIT_DATA_LOST, signal: null })
    expect(said).toMatch(says)
    expect(said).toMatch(/nodes rejoin .*new replica ids/)
    lost.add(victim)
    await deposit(leader)
    for (const node of standing()) await expectAllAt(node)
  },
)

it('the same power cut takes nothing from a node that syncs its log', async () => {
  const { leader, victim } = await cutFollower('on', LOSSES[0].seed)
  await expectAllAt(victim)
  await deposit(leader)
  for (const node of standing()) await expectAllAt(node)
})
