// An operator brings a node back, and whatever is at work dies in between: the control server at each of its pauses,
// the node itself, its files a second time. The group is a stand-in that takes orders as a leader does.

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EXIT_DATA_LOST } from '../../shared/protocol/uplink.ts'
import type { GroupMember, GroupMembers, MemberWish } from '../../shared/protocol/members.ts'
import { err, ok } from '../../shared/result.ts'
import type { DataFolder } from './data-folder.ts'
import { openDataFolder } from './data-folder.ts'
import type { NodeEntry } from './node-entry.ts'
import { newEntry } from './node-entry.ts'
import { DEFAULT_COUNTS, nodeNames, placeAt } from './node-plan.ts'
import { notFound } from './refusal.ts'
import { RejoinDesk } from './rejoin-desk.ts'
import { asideFolder } from './rejoin-files.ts'
import { TraceHub } from './trace-hub.ts'

const NODE = 'atm-2'
const FIRST_FREE = 7
const ANY = { managers: null, brokers: null, atms: null, storage: null }

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'raftroom-rejoin-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

function opened(): DataFolder {
  const folder = openDataFolder(data, ANY)
  if (!folder.ok) throw new Error(folder.error)
  return folder.value
}

/** The world outside the control server: it outlives it. */
class World {
  readonly entries = new Map<string, NodeEntry>()
  readonly voters = new Map([4, 5, 6].map((replica) => [replica, `atm-${replica - 3}`]))
  readonly learners = new Map<number, string>()
  /** Every number of voters that ever was, with how many of them lived on other nodes. */
  readonly seen: [voters: number, elsewhere: number][] = []
  readonly orders: string[] = []
  /** The next promotion is in the leader's log only, and goes with it. */
  rollsBack = false
  nextReplica = FIRST_FREE
  hasLeader = true
  /** Nothing goes on before. */
  gate: Promise<void> = Promise.resolve()
  /** Which replica the node's folder is; null when it has none. */
  held: number | null = null

  constructor() {
    for (const name of nodeNames(DEFAULT_COUNTS)) {
      const entry = newEntry(placeAt(8_400, name))
      this.entries.set(name.id, Object.assign(entry, { state: name.id === NODE ? 'failed' : 'running' }))
    }
  }

  get entry(): NodeEntry {
    const entry = this.entries.get(NODE)
    if (entry === undefined) throw new Error('it is there from the start')
    return entry
  }

  members(node: string): GroupMembers {
    const list = (all: ReadonlyMap<number, string>): GroupMember[] =>
      [...all].map(([replica, on]) => ({ replica, node: on, match: replica === 5 ? 0 : 9 }))
    const lives = { last: 9, voters: list(this.voters), learners: list(this.learners) }
    return {
      replica_id: node === NODE ? (this.held ?? 5) : 4,
      leads: node === 'atm-1' && this.hasLeader,
      ...lives,
    }
  }

  take(wish: MemberWish): void {
    this.orders.push(wish.order)
    if (wish.order === 'promote' && this.voters.has(wish.replica)) return
    if (wish.order === 'add') this.learners.set(wish.replica, wish.node)
    if (wish.order === 'promote') this.voters.set(wish.replica, this.learners.get(wish.replica) ?? '')
    if (wish.order === 'remove') this.voters.delete(wish.replica)
    if (wish.order !== 'add') this.learners.delete(wish.replica)
    const elsewhere = [...this.voters.values()].filter((node) => node !== NODE).length
    this.seen.push([this.voters.size, elsewhere])
  }

  /** True: committed. */
  obey(wish: MemberWish): boolean {
    const isConfirming = wish.order === 'promote' && this.voters.has(wish.replica)
    if (this.rollsBack && isConfirming) {
      this.rollsBack = false
      this.voters.delete(wish.replica)
      this.learners.set(wish.replica, NODE)
      return false
    }
    this.take(wish)
    return true
  }

  /** What a node does with its folder: node-config.ts says what it may. */
  start(folder: DataFolder): void {
    const plan = folder.history().rejoins.find(({ node }) => node === NODE)
    if (existsSync(join(data, NODE))) this.entry.state = 'starting'
    else if (plan?.step === 'aside') {
      mkdirSync(join(data, NODE))
      this.held = plan.replica
      this.entry.state = 'starting'
    } else Object.assign(this.entry, { state: 'failed', lastExit: { code: EXIT_DATA_LOST, signal: null } })
  }
}

/** `pauses`: after so many the server is gone. */
function serverOf(world: World, pauses = Infinity, holdMs = 5_000) {
  const folder = opened()
  const hub = new TraceHub({ now: () => 0, wallNow: () => 0 })
  hub.emit({ kind: 'clock', epoch: 1, rate: 1, by: 'the test' }, null)
  let left = pauses
  const die = (): void => {
    left -= 1
    if (left <= 0) desk.close()
  }
  const desk: RejoinDesk = new RejoinDesk({
    cluster: {
      hub,
      supervisor: {
        entries: world.entries,
        find(id) {
          const entry = world.entries.get(id)
          return entry === undefined ? err(notFound('no-such-node', id)) : ok(entry)
        },
        start: () => Promise.resolve(world.start(folder)).finally(die),
      },
    },
    folder,
    askManagers: () =>
      Promise.resolve({ status: 'success' as const, replica_id: world.nextReplica++ }).finally(die),
    askMembers: {
      look: (node) => Promise.resolve(world.members(node)),
      order: (_node, wish) => Promise.resolve(world.obey(wish)).finally(die),
    },
    pause: () => world.gate.then(die),
    holdMs,
  })
  return { desk, folder, hub }
}

const stepOf = () =>
  opened()
    .history()
    .rejoins.map(({ replica, step }) => [replica, step])

describe('a node that lost its files', () => {
  it('B17: votes again under an id that was given out for it, its old files aside', async () => {
    mkdirSync(join(data, NODE))
    const world = new World()
    const { desk, hub } = serverOf(world)
    const answer = await desk.rejoin(NODE, 'the test')
    expect(answer).toMatchObject({ ok: true, value: { node: NODE, seq: hub.seq } })
    expect([...world.voters]).toEqual([
      [4, 'atm-1'],
      [6, 'atm-3'],
      [FIRST_FREE, NODE],
    ])
    expect(stepOf()).toEqual([[FIRST_FREE, 'done']])
    expect(existsSync(join(data, asideFolder(NODE, FIRST_FREE)))).toBe(true)
  })

  it.each(Array.from({ length: 14 }, (_, at) => at + 1))(
    'B62: the server dies at step %i: asked again it goes on, with the id that was written down',
    async (step) => {
      mkdirSync(join(data, NODE))
      const world = new World()
      await serverOf(world, step).desk.rejoin(NODE, 'the test')
      const noted = opened().history().rejoins[0]?.replica
      const answer = await serverOf(world).desk.rejoin(NODE, 'the test')
      const isDone = world.voters.has(noted ?? 0) && stepOf()[0]?.[1] === 'done'
      // Who is back runs: to ask for it once more is refused.
      expect(answer.ok || answer.error.code === 'not-now').toBe(true)
      expect(isDone).toBe(true)
      expect([...world.voters.keys()].filter((replica) => replica > 6)).toEqual([noted])
      for (const [voters, elsewhere] of world.seen) expect(elsewhere).toBeGreaterThan((voters - 1) / 2)
    },
  )

  it.each(Array.from({ length: 12 }, (_, at) => at + 1))(
    'B17: its new files are lost as well at step %i: it gets a third id, and the second never votes again',
    async (step) => {
      const world = new World()
      await serverOf(world, step).desk.rejoin(NODE, 'the test')
      rmSync(join(data, NODE), { recursive: true, force: true })
      const inService = stepOf().flatMap(([replica, step]) =>
        step === 'born' || step === 'done' ? [replica] : [],
      )
      Object.assign(world.entry, { state: 'failed' })
      expect(await serverOf(world).desk.rejoin(NODE, 'the test')).toMatchObject({ ok: true })
      const own = [...world.voters].filter(([, node]) => node === NODE).map(([replica]) => replica)
      expect(own).toEqual([world.held])
      for (const lost of inService) expect(own).not.toContain(lost)
      expect([...world.learners]).toEqual([])
      for (const [voters, elsewhere] of world.seen) expect(elsewhere).toBeGreaterThan((voters - 1) / 2)
    },
  )

  it('B60, B62: a promotion that is rolled back with its leader is ordered again before that is called done', async () => {
    const world = new World()
    world.rollsBack = true
    expect(await serverOf(world).desk.rejoin(NODE, 'the test')).toMatchObject({ ok: true })
    expect([...world.voters.keys()]).toEqual([4, 6, FIRST_FREE])
    expect(world.orders).toEqual(['add', 'remove', 'promote', 'promote', 'promote'])
  })

  it('goes on by itself with the next start once the new replica is born', async () => {
    const world = new World()
    const first = serverOf(world)
    await first.desk.rejoin(NODE, 'the test')
    first.folder.remember({
      rejoins: first.folder.history().rejoins.map((one) => ({ ...one, step: 'born' })),
    })
    serverOf(world).desk.resume()
    await expect.poll(stepOf).toEqual([[FIRST_FREE, 'done']])
  })
})

describe('what is refused, with what to do instead', () => {
  it('nobody takes it back while the others have no leader', async () => {
    const world = new World()
    world.hasLeader = false
    const answer = await serverOf(world).desk.rejoin(NODE, 'the test')
    expect(answer).toMatchObject({ ok: false, error: { status: 503, code: 'no-leader' } })
    expect(stepOf()).toEqual([])
    expect(world.entry.state).toBe('failed')
  })

  it.each([
    ['broker-1', 'not-for-brokers'],
    ['atm-1', 'not-now'],
    ['atm-9', 'no-such-node'],
  ])('%s: %s', async (node, code) => {
    expect(await serverOf(new World()).desk.rejoin(node, 'the test')).toMatchObject({
      ok: false,
      error: { code },
    })
  })

  it('a paused group takes nobody back', async () => {
    const { desk, hub } = serverOf(new World())
    hub.emit({ kind: 'clock', epoch: 2, rate: 0, by: 'the test' }, null)
    expect(await desk.rejoin(NODE, 'the test')).toMatchObject({ ok: false, error: { code: 'not-now' } })
  })

  it('who waits no longer hears so, and the work goes on', async () => {
    const world = new World()
    let open = (): void => {}
    world.gate = new Promise((resolve) => (open = resolve))
    const { desk } = serverOf(world, Infinity, 0)
    const answer = await desk.rejoin(NODE, 'the test')
    expect(answer).toMatchObject({ ok: false, error: { code: 'not-finished' } })
    open()
    await expect.poll(stepOf).toEqual([[FIRST_FREE, 'done']])
  })
})
