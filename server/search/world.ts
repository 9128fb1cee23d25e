// One state of a small cluster: replicas with their cores and disks, and the messages that are under way. A
// message may arrive at any later moment or never, so delay, reordering and loss need no moves of their own.
//
// States share what they have in common: a move copies the one replica that it changes.

import { assert } from '../../shared/assert.ts'
import { createRaft } from '../raft/core.ts'
import { raftOptions } from '../raft/limits.ts'
import type {
  Boot,
  Config,
  Effects,
  Entry,
  Input,
  Message,
  Options,
  Out,
  Persist,
  RaftCore,
  RaftView,
  ReplicaId,
  Seq,
  Term,
} from '../raft/types.ts'

export interface SearchReplica {
  readonly id: ReplicaId
  readonly core: RaftCore
  readonly view: RaftView
  readonly entries: readonly Entry[]
  /** What the files hold: a crash keeps exactly this. */
  readonly boot: Boot
  /** Written and not yet durable, oldest first. */
  readonly writing: readonly Persist[]
  /** Messages that wait for a record. */
  readonly waiting: readonly Out[]
  readonly durable: Seq
}

export interface World {
  readonly replicas: readonly SearchReplica[]
  /** Each as JSON text; the same one twice is under way once. */
  readonly wire: ReadonlySet<string>
  /** Term of each committed entry; place 0 is index 1. */
  readonly committed: readonly Term[]
  /** Who led which term, over all lives. */
  readonly leaders: ReadonlyMap<Term, ReplicaId>
  /** How often each bounded kind of move was made. */
  readonly spent: Spent
}

export interface Spent {
  readonly waits: number
  readonly beats: number
  readonly doubles: number
  readonly proposals: number
  readonly changes: number
  readonly crashes: number
}

const NOTHING_SPENT: Spent = { waits: 0, beats: 0, doubles: 0, proposals: 0, changes: 0, crashes: 0 }

const GROUP = 1
/** As small as the rules allow, so that few ticks make an election. */
export const ELECTION_TICKS = 2
const HEARTBEAT_TICKS = 1
/** A timer is drawn below twice the election timeout: each fires within it, and every lease is over. */
export const WAITING: readonly Input[] = Array.from({ length: 2 * ELECTION_TICKS - 1 }, () => ({ t: 'tick' }))

export const configOf = (voters: readonly ReplicaId[]): Config => ({ voters, outgoing: [], learners: [] })

export function newWorld(size: number, members: number): World {
  const ids = Array.from({ length: size }, (_, at) => at + 1)
  const conf = configOf(ids.slice(0, members))
  const boot: Boot = { hard: { term: 0, vote: 0 }, conf, commit: 0, snap: null, log: [] }
  return {
    replicas: ids.map((id) => born(id, boot, 1)),
    wire: new Set(),
    committed: [],
    leaders: new Map(),
    spent: NOTHING_SPENT,
  }
}

function optionsOf(self: ReplicaId, life: number): Options {
  const options = raftOptions(GROUP, self, life)
  return { ...options, electionTicks: ELECTION_TICKS, heartbeatTicks: HEARTBEAT_TICKS }
}

export function born(id: ReplicaId, boot: Boot, life: number): SearchReplica {
  const core = createRaft(optionsOf(id, life), boot)
  return { id, core, boot, writing: [], waiting: [], durable: 0, ...seen(core) }
}

const seen = (core: RaftCore): Pick<SearchReplica, 'view' | 'entries'> => {
  const view = core.view()
  return { view, entries: core.entries(view.firstIndex, view.lastIndex) }
}

export interface Stepped {
  readonly replica: SearchReplica
  readonly sent: readonly Message[]
}

/** The replica as it was stays untouched. */
export function step(before: SearchReplica, inputs: readonly Input[]): Stepped {
  const core = before.core.clone()
  const sent: Message[] = []
  let { writing, waiting } = before
  for (let queue = [...inputs]; queue.length > 0;) {
    const [input, ...rest] = queue
    assert(input !== undefined, 'the queue is not empty')
    const effects = core.step(input)
    if (effects.persist !== null) writing = [...writing, effects.persist]
    const { free, held } = release([...waiting, ...effects.out], before.durable)
    sent.push(...free)
    waiting = held
    queue = [...appliedBy(effects), ...rest]
  }
  return { replica: { ...before, core, writing, waiting, ...seen(core) }, sent }
}

const appliedBy = ({ apply }: Effects): readonly Input[] => {
  const last = apply.at(-1)
  return last === undefined ? [] : [{ t: 'applied', index: last.index }]
}

function release(outs: readonly Out[], durable: Seq): { free: Message[]; held: readonly Out[] } {
  const free = outs.filter(({ after }) => after <= durable).map(({ msg }) => msg)
  return { free, held: outs.filter(({ after }) => after > durable) }
}

/** All writes become durable, also those that this leads to. */
export function finishWrites(before: SearchReplica): Stepped {
  const sent: Message[] = []
  let replica = before
  while (replica.writing.length > 0) {
    const finished = finishWrite(replica)
    sent.push(...finished.sent)
    replica = finished.replica
  }
  return { replica, sent }
}

/** The oldest write becomes durable. */
export function finishWrite(before: SearchReplica): Stepped {
  const [record, ...writing] = before.writing
  assert(record !== undefined, 'a write is in flight')
  const durable = record.seq
  const { free, held } = release(before.waiting, durable)
  const boot = replayed(before.boot, record)
  const after = step({ ...before, writing, durable, waiting: held, boot }, [{ t: 'persisted', seq: durable }])
  return { replica: after.replica, sent: [...free, ...after.sent] }
}

/** In the order hard, truncate, append. Nobody compacts here, so that no snapshot is ever recorded. */
function replayed(boot: Boot, { hard, truncateFrom, append, snap }: Persist): Boot {
  const kept = boot.log.filter(({ index }) => truncateFrom === null || index < truncateFrom)
  assert(snap === null, 'a snapshot was recorded')
  return { ...boot, hard: hard ?? boot.hard, log: [...kept, ...append] }
}

/** This replica makes a move; what it sends joins the wire. */
export function change(world: World, id: ReplicaId, make: (replica: SearchReplica) => Stepped): World {
  const before = world.replicas[id - 1]
  assert(before !== undefined, () => `there is no replica ${id}`)
  const { replica, sent } = make(before)
  const replicas = world.replicas.with(id - 1, replica)
  if (sent.length === 0) return { ...world, replicas }
  return { ...world, replicas, wire: new Set([...world.wire, ...sent.map((msg) => JSON.stringify(msg))]) }
}
