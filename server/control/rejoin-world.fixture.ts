// What is outside of the control server while an operator brings a node back, and outlives it: the nodes, their files,
// and a group that takes orders as its leader does.

import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
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
import { TraceHub } from './trace-hub.ts'

export const NODE = 'atm-2'
export const FIRST_FREE = 7
const ANY = { managers: null, brokers: null, atms: null, storage: null }

export function openedAt(data: string): DataFolder {
  const folder = openDataFolder(data, ANY)
  if (!folder.ok) throw new Error(folder.error)
  return folder.value
}

/** The world outside the control server: it outlives it. */
export class World {
  readonly data: string
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

  constructor(data: string) {
    this.data = data
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
    if (existsSync(join(this.data, NODE))) this.entry.state = 'starting'
    else if (plan?.step === 'aside') {
      mkdirSync(join(this.data, NODE))
      this.held = plan.replica
      this.entry.state = 'starting'
    } else Object.assign(this.entry, { state: 'failed', lastExit: { code: EXIT_DATA_LOST, signal: null } })
  }
}

/** `pauses`: after so many the server is gone. */
export function serverOf(world: World, pauses = Infinity, holdMs = 5_000, onPause = (): void => {}) {
  const folder = openedAt(world.data)
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
    pause: () => world.gate.then(onPause).then(die),
    holdMs,
  })
  return { desk, folder, hub }
}
