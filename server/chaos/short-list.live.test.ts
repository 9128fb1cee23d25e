// The short list: a few faults against a real cluster, each with clients at work and the same judgement as in a
// long run. Nothing here waits for a time to pass, only for things to happen.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import { partitionName } from '../../shared/ids.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import type { StoredText } from '../checker/checks/messages.ts'
import { work } from './clients/client.ts'
import { PARTITIONS, TOPIC } from './clients/crowd.ts'
import { accountListIn, accountsRead, bankChange } from './clients/customer.ts'
import type { ChaosCluster } from './cluster.ts'
import { startChaosCluster } from './cluster.ts'
import { moveReplica } from './move-replica.ts'
import { headless } from './only-watching.ts'
import type { Session } from './session.ts'
import { closeWindow, waitUntilWell } from './quiet.ts'
import { Recorder } from './recorder.ts'
import { openSession } from './session.ts'
import { compareLogs, readNodeLogs } from './verdict/node-logs.ts'
import { Scoreboard } from './verdict/scoreboard.ts'

const SEED = 4
/** Whoever stands at a dead node gives up soon. */
const RETRY_FOR_MS = 300
/** So few entries between two snapshots that every fault here meets some. */
const SNAPSHOTS = 20
const ELECTION_LIMIT_MS = 15_000
/** A copy of the state, three changes of members, and elections on the way. */
const MOVE_LIMIT_MS = 30_000
/** A bank of windows, and everything started once more. */
const HEADLESS_LIMIT_MS = 120_000
const START = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'raftroom-chaos-test-'))
const found: string[] = []
let cluster: ChaosCluster
let recorder: Recorder
let session: Session

beforeAll(async () => {
  const scores = new Scoreboard((check, text) => found.push(`${check}: ${text}`))
  cluster = await startChaosCluster({ startScript: START, seed: SEED, snapshots: SNAPSHOTS })
  recorder = new Recorder(join(folder, 'history.jsonl'), () => performance.now())
  session = await openSession({
    seed: SEED,
    say: () => {},
    cluster,
    recorder,
    scores,
    retryFor: RETRY_FOR_MS,
  })
})
afterAll(async () => {
  recorder.close()
  await cluster.stop()
  cluster.remove()
  rmSync(folder, { recursive: true })
})

async function leaderOf(group: string): Promise<NodeId | null> {
  const { groups } = await session.control.cluster()
  return groups.find(({ name }) => name === group)?.leader ?? null
}

/** Between two leaders there is none for a moment: managers hand partitions over, to spread them. */
async function knownLeaderOf(group: string): Promise<NodeId> {
  const known = { leader: '' }
  const look = async () => (known.leader = (await leaderOf(group)) ?? '')
  await expect.poll(look, { timeout: ELECTION_LIMIT_MS, message: `who leads ${group}` }).not.toBe('')
  return known.leader
}

async function membersOf(group: string): Promise<readonly NodeId[]> {
  const { groups } = await session.control.cluster()
  const replicas = groups.find(({ name }) => name === group)?.replicas ?? []
  return replicas.map(({ node }) => node).sort()
}

/** Those to whom it cannot speak. */
async function cutsOf(node: NodeId): Promise<readonly NodeId[]> {
  const { links } = await session.control.cluster()
  return links
    .filter(({ from, cut }) => from === node && cut)
    .map(({ to }) => to)
    .sort()
}

const balancerSchema = z.object({ moves: z.array(z.object({ step: z.string() })) })

/** How far the one move that is planned has come; null: there is none. */
async function stepOfMove(): Promise<string | null> {
  const asked = await fetch(`${cluster.base('manager-1')}/balancer`)
  return balancerSchema.parse(await asked.json()).moves[0]?.step ?? null
}

async function terms(): Promise<ReadonlyMap<string, number>> {
  const { groups } = await session.control.cluster()
  return new Map(groups.map(({ name, term }) => [name, term]))
}

async function inflict(...faults: readonly Fault[]): Promise<void> {
  for (const fault of faults) expect(await session.control.fault(fault)).toEqual({ kind: 'done' })
}

/** Everybody does a few things; answers when the last one has its outcome, or has given up. */
const everybodyWorks = (quota: number): Promise<unknown> =>
  Promise.all(
    [...session.crowd.customers, ...session.crowd.queueClients, ...session.crowd.directoryClients].map(
      (client) =>
        work(session.asker, client, {
          quota,
          pauseMs: 1,
          random: createRandom(seedOf(SEED, client.name)),
          isOver: () => false,
        }),
    ),
  )

/** Heals, and holds what clients were told to what there is. */
async function expectNothingBroken(): Promise<void> {
  await session.control.fault({ kind: 'heal' })
  expect(await waitUntilWell(session)).toBe(true)
  expect(await closeWindow(session)).toBe(true)
  expect(found).toEqual([])
}

const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partitionName(TOPIC, partition))

/** Of each partition from its first, as its majority has it. */
const allMessages = (): Promise<readonly (readonly StoredText[])[]> =>
  Promise.all(
    partitions.map(async (_, partition) => {
      const query = `topic=${TOPIC}&partition=${partition}&offset=0&max=1000`
      const asked = await fetch(`${cluster.base('broker-1')}/retrieve_messages?${query}`)
      return pageSchema.parse(await asked.json()).messages
    }),
  )
const pageSchema = z.object({ messages: z.array(z.object({ offset: z.number(), message: z.string() })) })

const everyNode = (): readonly NodeId[] => [
  ...cluster.nodes('manager'),
  ...cluster.nodes('broker'),
  ...cluster.nodes('atm'),
]
const others = (leader: NodeId): readonly NodeId[] => cluster.nodes('atm').filter((node) => node !== leader)

describe('no promise is broken when', () => {
  it('the leaders of bank and directory are killed while everybody works (B72)', async () => {
    const leaders = [await knownLeaderOf('atm'), await knownLeaderOf('managers')]
    const working = everybodyWorks(8)
    await inflict(...leaders.map((node): Fault => ({ kind: 'kill', node })))
    await working
    await expectNothingBroken()
  })

  it('a leader is heard by nobody, but hears everybody: another one leads (B14)', async () => {
    const leader = await knownLeaderOf('atm')
    await inflict(...others(leader).map((to): Fault => ({ kind: 'cut', from: leader, to, oneWay: true })))
    const working = everybodyWorks(2)
    await expect
      .poll(() => leaderOf('atm'), { timeout: ELECTION_LIMIT_MS })
      .toSatisfy((now: NodeId | null) => now !== null && now !== leader)
    await working
    await expectNothingBroken()
  })

  it('a frozen leader wakes up and is asked at once: it gives no balance of before (B76)', async () => {
    const leader = await knownLeaderOf('atm')
    await inflict({ kind: 'freeze', node: leader })
    const change = bankChange(
      others(leader)[0] ?? '',
      'deposit',
      '/deposit',
      { account: 'ann', amount: 7 },
      session.asker.newRequestId('thaw'),
    )
    const paid = await session.asker.bodyOf({ ...change, retryFor: 15_000 })
    // Sent while it sleeps: it lies in the socket when the process wakes up.
    const asked = session.asker.bodyOf({ ...accountsRead(leader), retryFor: 15_000 })
    await inflict({ kind: 'thaw', node: leader })
    const seen = await asked
    if (seen === null) throw new Error('the thawed node does not answer')
    const { accounts } = accountListIn(seen)
    expect(accounts.find(({ account }) => account === 'ann')?.balance).toBe(paid?.['balance'])
    await expectNothingBroken()
  })

  it('the power of every node fails at once, and no term goes down (B03, B44)', async () => {
    await everybodyWorks(4)
    const before = await terms()
    const working = everybodyWorks(4)
    await Promise.all(everyNode().map((node) => inflict({ kind: 'powercut', node })))
    await working
    await expectNothingBroken()
    for (const [name, term] of await terms()) expect(term, name).toBeGreaterThanOrEqual(before.get(name) ?? 0)
    expect(before.size).toBeGreaterThanOrEqual(5)
  })

  it('the power of one ATM fails while the leader is frozen: no second history (B45)', async () => {
    const leader = await knownLeaderOf('atm')
    const [node = ''] = others(leader)
    const working = everybodyWorks(4)
    await inflict({ kind: 'freeze', node: leader }, { kind: 'powercut', node }, { kind: 'start', node })
    // One that woke up without its last writes, and one that may never have had them.
    await expect
      .poll(() => leaderOf('atm'), { timeout: ELECTION_LIMIT_MS })
      .toSatisfy((now: NodeId | null) => now !== null && now !== leader)
    await inflict({ kind: 'thaw', node: leader })
    await working
    await expectNothingBroken()
  })

  it('leaders of partitions are killed: an offset keeps its message, none is lost, doubled or read backwards (B69, B80)', async () => {
    await everybodyWorks(6)
    const before = await allMessages()
    const leaders = await Promise.all(partitions.map((name) => knownLeaderOf(name)))
    const working = everybodyWorks(8)
    await inflict(...[...new Set(leaders)].slice(0, 2).map((node): Fault => ({ kind: 'kill', node })))
    await working
    await expectNothingBroken()
    const after = await allMessages()
    for (const [at, messages] of after.entries()) {
      const were = before[at] ?? []
      expect(were.length).toBeGreaterThan(0)
      expect(messages.slice(0, were.length)).toEqual(were)
      expect(messages.map(({ offset }) => offset)).toEqual(messages.map((_, place) => place + 1))
      expect(new Set(messages.map(({ message }) => message)).size).toBe(messages.length)
    }
  })

  it('members of a partition change while links of its leader are cut, from the plan to the end (B63)', async () => {
    const group = partitions[0] ?? ''
    const leader = await knownLeaderOf(group)
    const members = await membersOf(group)
    const [from = '', other = ''] = members.filter((node) => node !== leader)
    const to = cluster.nodes('broker').find((node) => !members.includes(node)) ?? ''
    await inflict(...members.map((node): Fault => ({ kind: 'cut', from: node, to })))
    await inflict({ kind: 'cut', from: leader, to: other })
    const working = everybodyWorks(6)
    expect(await moveReplica(cluster, { kind: 'replica', group, from, to })).toEqual({ kind: 'done' })
    // The first change is committed, and the second one waits: what is added hears nobody.
    await expect.poll(stepOfMove, { timeout: MOVE_LIMIT_MS }).toBe('added')
    expect(await cutsOf(leader)).toEqual([other, to].sort())
    await inflict(...members.map((node): Fault => ({ kind: 'mend', from: node, to })))
    const wanted = [...members.filter((node) => node !== from), to].sort()
    await expect.poll(() => membersOf(group), { timeout: MOVE_LIMIT_MS }).toEqual(wanted)
    expect(await cutsOf(leader)).toEqual([other])
    await working
    await expectNothingBroken()
  })

  it(
    'the control server is killed at work: all its nodes end, the next start on their files goes on, and ATMs without one do not notice',
    async () => {
      const working = everybodyWorks(6)
      expect(await headless(session)).toEqual({ kind: 'done' })
      await working
      const rows = session.scores.rows().map(({ check, verdict }) => `${check}: ${verdict}`)
      expect(rows).toContain('no process outlives the control server: ok')
      expect(rows).toContain('a bank without a control server does not notice: ok')
      await expectNothingBroken()
    },
    HEADLESS_LIMIT_MS,
  )

  it('all is over: the logs in the files agree', async () => {
    await cluster.stop()
    const logs = everyNode().flatMap((node) => readNodeLogs(cluster.data, node))
    expect(new Set(logs.map(({ group }) => group)).size).toBeGreaterThanOrEqual(5)
    expect(compareLogs(logs)).toEqual([])
  })
})
