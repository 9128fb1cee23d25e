// Every named place, reached in a real process: there it dies as by a crash, or stands still; the others go on;
// started again without the variable it comes to the same state, and no acknowledged message is lost or doubled.
// One writer repeats each message under its id until it is acknowledged, so what is stored is known exactly.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { NodeId } from '../../shared/ids.ts'
import { partitionName } from '../../shared/ids.ts'
import { REPLICAS_PER_PARTITION } from '../../shared/protocol/limits.ts'
import { FAIL_PLACES, FAIL_VARIABLE } from './fail-points.ts'
import type { FailPlace } from './fail-points.ts'
import type { TestNodes } from './test-nodes.ts'
import { prepareTestNodes } from './test-nodes.ts'

const TOPIC = 'failing'
const GROUP = partitionName(TOPIC, 0)
/** So few entries that every row meets several, and a log file goes soon after it was closed. */
const SNAPSHOTS = 10
/** More than are kept behind a snapshot: whoever was away needs one. */
const AWAY_WRITES = 3 * SNAPSHOTS
/** Seven of them are one entry, and ten such entries fill a log file. */
const LARGE = Array.from({ length: 7 }, () => 'x'.repeat(60_000))
const LARGE_WRITES = 11
const PATIENCE = { timeout: 20_000, interval: 20 }

/** How a replica gets there: it follows, it takes over, it was away, its log file fills up, a member changes. */
type Way = 'follows' | 'leads' | 'lags' | 'fills' | 'changes'
interface Row {
  readonly place: FailPlace
  readonly way: Way
  /** Not at the first time where that would be while the node still starts. */
  readonly count: number
}

const ROWS: readonly Row[] = [
  { place: 'before-log-write', way: 'follows', count: 5 },
  { place: 'after-log-write', way: 'follows', count: 6 },
  { place: 'after-log-sync', way: 'follows', count: 7 },
  { place: 'before-ack-send', way: 'follows', count: 3 },
  { place: 'before-append-send', way: 'leads', count: 1 },
  { place: 'before-snapshot-record', way: 'follows', count: 1 },
  { place: 'after-snapshot-record', way: 'follows', count: 2 },
  { place: 'after-restore', way: 'lags', count: 1 },
  { place: 'after-rotate', way: 'fills', count: 1 },
  { place: 'after-log-delete', way: 'fills', count: 1 },
  { place: 'before-conf-change', way: 'changes', count: 1 },
]
const STALLS = ROWS.filter(({ place }) =>
  ['after-log-write', 'before-append-send', 'after-restore'].includes(place),
)

let nodes: TestNodes
let producer = 0
let written = 0
/** Who must hold a copy. */
let holders: readonly NodeId[] = []
/** In the order of their offsets, all of the run. */
const acknowledged: string[] = []

const brokers = (): readonly NodeId[] => nodes.all.filter((node) => node.startsWith('broker'))
const statusSchema = z.object({
  groups: z.array(z.object({ name: z.string(), leader: z.string().nullable(), role: z.string() })),
})
const pageSchema = z.object({
  messages: z.array(z.object({ offset: z.number(), message: z.string() })),
  last: z.number(),
  next: z.number(),
})
const brokersSchema = z.object({ brokers: z.array(z.object({ broker_id: z.number(), node: z.string() })) })

/** The role of that node in the group; null: it holds nothing of it, or does not answer. */
async function roleAt(node: NodeId): Promise<string | null> {
  const status = statusSchema.safeParse(await nodes.ask(node, 'GET /status').catch(() => null))
  return status.data?.groups.find(({ name }) => name === GROUP)?.role ?? null
}

async function sight(): Promise<{
  readonly leader: NodeId | undefined
  readonly members: readonly NodeId[]
}> {
  const all = await Promise.all(brokers().map(async (node) => ({ node, role: await roleAt(node) })))
  const members = all.filter(({ role }) => role !== null).map(({ node }) => node)
  return { leader: all.find(({ role }) => role === 'leader')?.node, members }
}

async function knownLeader(): Promise<NodeId> {
  const known = { leader: '' }
  // Whoever led a moment ago may lead no more.
  const look = async () => (known.leader = (await sight()).leader ?? '')
  await expect.poll(look, PATIENCE).not.toBe('')
  return known.leader
}

async function write(large = false): Promise<void> {
  written += 1
  const [first, ...rest] = large ? [`m${written}`, ...LARGE] : [`m${written}`]
  const messages = [first ?? '', ...rest.map((text, at) => `m${written}.${at + 1} ${text}`)]
  const fields = {
    producer_id: producer,
    topic: TOPIC,
    messages,
    request_id: `w${written}`,
    deadline_ms: 1_000,
  }
  let turn = 0
  const attempt = async (): Promise<unknown> => {
    const all = brokers()
    turn += 1
    const answer = await nodes
      .ask(all[turn % all.length] ?? '', 'POST /producer/produce', fields)
      .catch(() => null)
    return answer?.['status'] ?? null
  }
  await expect.poll(attempt, PATIENCE).toBe('success')
  acknowledged.push(...messages)
}

async function storedAt(node: NodeId, after: number): Promise<readonly string[]> {
  const texts: string[] = []
  for (let offset = after; ;) {
    const fields = { topic: TOPIC, partition: 0, offset, max: 1_000, consistency: 'local' }
    const page = pageSchema.safeParse(
      await nodes.ask(node, 'GET /retrieve_messages', fields).catch(() => null),
    )
    if (!page.success) return texts
    texts.push(...page.data.messages.map(({ message }) => message))
    if (page.data.next >= page.data.last || page.data.messages.length === 0) return texts
    offset = page.data.next
  }
}

/** Every copy is what was acknowledged, nothing else, since that offset. */
async function expectEqualCopies(after: number): Promise<void> {
  await expect.poll(async () => (await sight()).members, PATIENCE).toEqual(holders)
  const wanted = acknowledged.slice(after)
  for (const node of holders) {
    const isEqual = async () => {
      const stored = await storedAt(node, after)
      return stored.length === wanted.length && stored.every((text, at) => text === wanted[at])
    }
    await expect.poll(isEqual, { ...PATIENCE, message: `the copy of ${node}` }).toEqual(true)
  }
}

async function writeUntil(end: Promise<unknown>, way: Way): Promise<void> {
  const state = { isOver: false }
  void end.then(() => (state.isOver = true))
  for (let turn = 0; !state.isOver; turn += 1) await write(way === 'fills' && turn < LARGE_WRITES)
}

/** A move of one replica changes the configuration twice and more; the one that is to fail keeps its own. */
async function beginMove(victim: NodeId, leader: NodeId): Promise<void> {
  const { brokers: known } = brokersSchema.parse(await nodes.ask('manager-1', 'GET /brokers'))
  const idOf = (wanted: NodeId) => known.findLast(({ node }) => node === wanted)?.broker_id ?? 0
  const from = holders.find((node) => node !== victim && node !== leader) ?? ''
  const to = brokers().find((node) => !holders.includes(node)) ?? ''
  holders = brokers().filter((node) => node === to || (node !== from && holders.includes(node)))
  const fields = { topic: TOPIC, partition: 0, from_broker: idOf(from), to_broker: idOf(to) }
  const move = async () => (await nodes.ask('manager-1', 'POST /partitions/move', fields))['status']
  await expect.poll(move, PATIENCE).toBe('success')
}

/** Starts one replica with the variable set, and brings it to the place. Answers who it is and where it ends. */
async function strike({ place, way, count }: Row, how: 'exit' | 'stall'): Promise<NodeId> {
  const leader = await knownLeader()
  const victim = holders.find((node) => node !== leader) ?? ''
  await nodes.stop(victim)
  if (way === 'lags') for (let turn = 0; turn < AWAY_WRITES; turn += 1) await write()
  nodes.start(victim, { [FAIL_VARIABLE]: `${victim}/${place}:${how}:${count}` })
  // Whoever starts slower than the others write is given a snapshot, and its own file never fills.
  if (way === 'changes' || way === 'fills') await expect.poll(() => roleAt(victim), PATIENCE).toBe('follower')
  if (way === 'changes') await beginMove(victim, leader)
  if (way === 'leads') await handOver(victim)
  return victim
}

/** Refused while that one is not close behind; afterwards it leads, or died of it. */
async function handOver(to: NodeId): Promise<void> {
  const order = { t: 'transfer', group: GROUP, to } as const
  const hasDied = { yet: false }
  void nodes.ended(to).then(() => (hasDied.yet = true))
  const tried = async (): Promise<boolean> => {
    const { leader } = await sight()
    if (hasDied.yet || leader === to) return true
    return leader !== undefined && (await nodes.tell(leader, order))?.ok === true
  }
  await expect.poll(tried, PATIENCE).toEqual(true)
}

beforeAll(async () => {
  nodes = await prepareTestNodes({ managers: 1, brokers: 4, atms: 0 }, SNAPSHOTS)
  for (const node of nodes.all) nodes.start(node)
}, 60_000)
afterAll(() => nodes.end())

it('a group stands on three of four brokers, and takes messages', async () => {
  const told = async (what: string, fields: Readonly<Record<string, string | number>>) =>
    nodes.ask('manager-1', what, fields).catch(() => null)
  const topic = async () => (await told('POST /topics', { topic: TOPIC, partitions: 1 }))?.['status']
  await expect.poll(topic, PATIENCE).toBe('success')
  const body = await told('POST /producer/register', { topic: TOPIC, producer_name: 'writer' })
  producer = Number(body?.['producer_id'])
  await write()
  expect(acknowledged).toEqual(['m1'])
  const members = async () => (holders = (await sight()).members)
  await expect.poll(members, PATIENCE).toHaveLength(REPLICAS_PER_PARTITION)
})

describe('a process that dies', () => {
  it('has a row for every place', () => {
    expect(ROWS.map(({ place }) => place).sort()).toEqual([...FAIL_PLACES].sort())
  })

  it.each(ROWS)('$place: comes back to the same state, and nothing acknowledged is lost', async (row) => {
    const after = acknowledged.length
    const victim = await strike(row, 'exit')
    const end = nodes.ended(victim)
    await writeUntil(end, row.way)
    const { exit, said } = await end
    expect(said).toBe(`${FAIL_VARIABLE}=${victim}/${row.place}:exit:${row.count}: reached`)
    expect(exit).toEqual({ code: null, signal: 'SIGKILL' })
    await write()
    nodes.start(victim)
    await expectEqualCopies(after)
  })
})

describe('a process that stands still', () => {
  it.each(STALLS)('$place: the others go on, and it catches up in the same life', async (row) => {
    const after = acknowledged.length
    const victim = await strike(row, 'stall')
    const reached = `${FAIL_VARIABLE}=${victim}/${row.place}:stall:${row.count}: reached`
    while (!nodes.log(victim).includes(reached)) await write()
    await write()
    await expectEqualCopies(after)
    await nodes.stop(victim)
    // A clean end of the very process that stood still.
    expect(await nodes.ended(victim)).toEqual({
      exit: { code: 0, signal: null },
      said: reached,
    })
    nodes.start(victim)
    await expectEqualCopies(after)
  })
})

it('in the end every copy holds everything, from the first message on', async () => {
  await expectEqualCopies(0)
})
