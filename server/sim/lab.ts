// A calm cluster in virtual time for stories with a plan: nothing happens to it but what the story does. Every
// invariant is checked all the same. One group, the queue's, whose messages are the commands.

import { assert } from '../../shared/assert.ts'
import type { GroupId, ReplicaId } from '../../shared/ids.ts'
import type { Fault } from '../../shared/fault.ts'
import { ENGINE_LIMITS } from '../host/limits.ts'
import { SEGMENT_LIMITS } from '../machines/segments.ts'
import type { Entry, LogIndex, RaftView } from '../raft/types.ts'
import { applyFault } from './faults/apply.ts'
import type { DirectedLink } from './faults/cuts.ts'
import type { Outcome } from './desk.ts'
import { nodeId } from './layout.ts'
import type { GroupLayout } from './layout.ts'
import type { SimNode } from './node.ts'
import { longestTimeout } from './options.ts'
import type { SimOptions } from './options.ts'
import { MS } from './timeline.ts'
import type { Micros } from './timeline.ts'
import { World } from './world.ts'

/** The numbers of a real node on a quick network. */
export const LAB_OPTIONS: SimOptions = {
  nodes: 3,
  // The bank of one keeps its place as the first group and does nothing.
  groups: [1, 3],
  network: {
    latency: [200, 2 * MS],
    lossRate: 0,
    duplicateRate: 0,
    reorderRate: 0,
    jitterMs: 0,
    flipRate: 0,
    capacity: 10_000,
  },
  disk: {
    kind: 'records',
    write: [20, 100],
    sync: [100, MS],
    errorRate: 0,
    crash: 'random',
    recoveryCrashRate: 0,
    fileLimitBytes: 4 * 1024 * 1024,
  },
  node: {
    electionTicks: 20,
    heartbeatTicks: 2,
    tick: 25 * MS,
    drift: 0,
    turn: 0,
    maxAppendBytes: 256 * 1024,
    maxInflight: 64,
    maxInflightBytes: 4 * 1024 * 1024,
    maxUncommittedBytes: 4 * 1024 * 1024,
    limits: ENGINE_LIMITS,
    snapshotEvery: 0,
    marginEntries: 1_000,
    segments: SEGMENT_LIMITS,
  },
  faults: { every: 0, lasts: [0, 0], choices: [], leaveMinorityDead: false },
  operator: { every: 0, choices: [] },
  clients: { perGroup: 0, pause: 0, latency: [0, 0], messageBytes: 1 },
}

export class Lab {
  readonly world: World
  readonly size: number
  /** Parsed once: stories ask for them after every event. */
  readonly #texts = new WeakMap<Entry, readonly string[]>()

  constructor(size: number, seed = 1, options: Partial<SimOptions> = {}) {
    this.size = size
    this.world = new World(seed, { ...LAB_OPTIONS, nodes: size, groups: [1, size], ...options })
    this.world.startAll()
  }

  get all(): readonly number[] {
    return this.world.nodes.map(({ number }) => number)
  }

  get timeout(): Micros {
    return longestTimeout(this.world.options.node)
  }

  node(number: number): SimNode {
    return this.world.node(number)
  }

  view(node: number): RaftView {
    const view = this.node(node).view(this.#group.group)
    assert(view !== null, () => `node ${node} is down`)
    return view
  }

  run(time: Micros): void {
    const end = this.world.timeline.now + time
    while ((this.world.timeline.nextAt ?? end) < end) this.world.timeline.step()
  }

  /** Runs until it holds; the story ends if it does not within the limit. */
  until(what: string, holds: () => boolean, limit: Micros = 20 * this.timeout): void {
    const end = this.world.timeline.now + limit
    while (!holds()) {
      assert(this.world.timeline.now < end, () => `${what}: not within ${limit / MS} virtual ms`)
      this.world.timeline.step()
    }
  }

  /** Who leads the newest term among these. */
  leaderAmong(nodes: readonly number[]): number | null {
    const up = nodes.filter((node) => this.node(node).state !== 'down')
    const newest = Math.max(0, ...up.map((node) => this.view(node).term))
    return up.find((node) => this.view(node).role === 'leader' && this.view(node).term === newest) ?? null
  }

  /** Waits until these agree on one leader of one term. */
  elect(nodes: readonly number[] = this.all): number {
    this.until('a leader', () => this.#agreedLeader(nodes) !== null)
    const leader = this.#agreedLeader(nodes)
    assert(leader !== null, 'just agreed')
    return leader
  }

  propose(node: number, text: string): { outcome: Outcome | null } {
    const box: { outcome: Outcome | null } = { outcome: null }
    const command = { op: 'append', producer: { id: 1, name: 'lab' }, messages: [text], at: 0 }
    this.node(node).propose(this.#group.group, JSON.stringify(command), (outcome) => (box.outcome = outcome))
    return box
  }

  read(node: number): { outcome: Outcome | null } {
    const box: { outcome: Outcome | null } = { outcome: null }
    this.node(node).read(this.#group.group, (outcome) => (box.outcome = outcome))
    return box
  }

  /** One command, agreed by these nodes, whatever it takes. */
  agree(text: string, nodes: readonly number[] = this.all): void {
    this.until(`${text} is agreed`, () => {
      const leader = this.leaderAmong(nodes)
      const isOnTheWay = leader !== null && this.log(leader).includes(text)
      if (leader !== null && this.node(leader).isUp && !isOnTheWay) this.propose(leader, text)
      return nodes.every((node) => this.applied(node).includes(text))
    })
  }

  /** The texts in a log, committed or not. */
  log(node: number): readonly string[] {
    return this.#entries(node).flatMap((entry) => this.#textOf(entry))
  }

  /** The texts that are applied; those a snapshot stands for come from the ledger of what was committed. */
  applied(node: number): readonly string[] {
    if (this.node(node).state === 'down') return []
    const { committed } = this.world.observer.history(this.#group.group)
    return committed.slice(0, this.view(node).applied).flatMap(({ entry }) => this.#textOf(entry))
  }

  /** What the machine itself holds, as text. */
  machine(node: number): string {
    return JSON.stringify(this.node(node).machine(this.#group.group).snapshot())
  }

  /** The messages that the machine holds, by its own word. */
  messages(node: number): readonly string[] {
    const held: Held = JSON.parse(this.machine(node))
    return held.state.messages.tail.map(([text]) => text)
  }

  committed(node: number): LogIndex {
    return this.view(node).commit
  }

  crash(...nodes: readonly number[]): void {
    for (const node of nodes) this.fault({ kind: 'kill', node: this.id(node) })
  }

  restart(...nodes: readonly number[]): void {
    for (const node of nodes) this.fault({ kind: 'start', node: this.id(node) })
  }

  cut(links: readonly DirectedLink[]): void {
    for (const [from, to] of links)
      this.fault({ kind: 'cut', from: this.id(from), to: this.id(to), oneWay: true })
  }

  /** Off the network, both ways. */
  isolate(...nodes: readonly number[]): void {
    this.fault({ kind: 'partition', islands: nodes.map((node) => [this.id(node)]) })
  }

  mend(): void {
    this.world.network.mendAll()
  }

  fault(fault: Fault): void {
    applyFault(this.world, fault)
  }

  /** Of the group's state now; older entries go once it is durable. */
  snapshot(...nodes: readonly number[]): void {
    for (const node of nodes) {
      const { applied } = this.view(node)
      this.node(node).wantSnapshot(this.#group.group)
      const { durable } = this.world.observer.watched(node, this.#group.group).replica
      this.until('the snapshot is recorded', () => (durable.snap?.index ?? 0) >= applied)
    }
  }

  /** A fresh replica on a node that has none; nobody knows it yet. */
  place(node: number): ReplicaId {
    const conf = this.view(this.elect(this.members())).appliedConf
    const placed = this.world.roster.place(this.#group, node, conf)
    this.node(node).place(placed)
    this.until('it begins', () => this.node(node).view(this.#group.group) !== null)
    return placed.replica
  }

  close(replica: ReplicaId): void {
    this.world.close(this.world.roster.of(replica))
  }

  /** Asks one node's core for these members. */
  change(node: number, voters: readonly ReplicaId[], learners: readonly ReplicaId[] = []): void {
    const nodes = [...voters, ...learners].map((replica) => ({
      replica,
      node: this.world.roster.nodeId(replica),
    }))
    this.node(node).changeMembers(this.#group.group, { voters, outgoing: [], learners, nodes })
  }

  /** And waits until these nodes know it as committed. */
  changed(voters: readonly ReplicaId[], nodes: readonly number[]): void {
    this.until('the change is committed', () =>
      nodes.every((node) => {
        const { conf, confIndex, commit } = this.view(node)
        return conf.voters.join() === voters.join() && confIndex <= commit
      }),
    )
  }

  /** Nodes that hold a replica of the group and are up. */
  members(): readonly number[] {
    const here = this.world.roster.here(this.#group.group)
    return here.map(({ node }) => node).filter((node) => this.node(node).view(this.#group.group) !== null)
  }

  fireTimer(node: number): void {
    this.node(node).fireTimer(this.#group.group)
  }

  id(node: number): string {
    return nodeId(this.world.layout, node)
  }

  others(...nodes: readonly number[]): readonly number[] {
    return this.all.filter((node) => !nodes.includes(node))
  }

  get groupId(): GroupId {
    return this.#group.group
  }

  get #group(): GroupLayout {
    const group = this.world.layout.groups[1]
    assert(group !== undefined, 'the second group is the one of the story')
    return group
  }

  #entries(node: number): readonly Entry[] {
    return this.node(node).entries(this.#group.group)
  }

  #textOf(entry: Entry): readonly string[] {
    const texts = this.#texts.get(entry) ?? textOf(entry)
    this.#texts.set(entry, texts)
    return texts
  }

  #agreedLeader(nodes: readonly number[]): number | null {
    const leader = this.leaderAmong(nodes)
    if (leader === null) return null
    const { self, term } = this.view(leader)
    const agree = nodes.every(
      (node) => this.node(node).isUp && this.view(node).term === term && this.view(node).leader === self,
    )
    return agree ? leader : null
  }
}

/** Of a partition's snapshot: what is not sealed, and in a story nothing is. */
interface Held {
  readonly state: { readonly messages: { readonly tail: readonly (readonly [string])[] } }
}

function textOf(entry: Entry): readonly string[] {
  if (entry.kind !== 'cmd') return []
  const command: { messages?: readonly string[] } = JSON.parse(entry.data)
  return command.messages ?? []
}
