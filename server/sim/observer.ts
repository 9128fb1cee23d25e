// Looks at the world after every event, and only at what the event changed: tells the invariants, keeps what
// they compare with, and mixes what it saw into the hash of the run.

import type { GroupId, ReplicaId } from '../../shared/ids.ts'
import { assert } from '../../shared/assert.ts'
import type { Engine } from '../host/engine.ts'
import type { Entry, LogIndex, Message, RaftEvent, RaftView, SnapMeta } from '../raft/types.ts'
import type { PutRecord } from '../storage/port.ts'
import { DurableNode } from './disks/disk.ts'
import { INVARIANTS } from './invariants/all.ts'
import { newHistory, newReplicaHistory } from './invariants/history.ts'
import type { GroupHistory, ReplicaHistory } from './invariants/history.ts'
import type { Snapping } from './invariants/invariant.ts'
import type { Layout } from './layout.ts'
import type { Placed } from './roster.ts'
import type { Timeline } from './timeline.ts'

/** One replica as the observer follows it. */
export interface Watched {
  readonly group: GroupHistory
  readonly replica: ReplicaHistory
  view: RaftView | null
  /** First index of the log that may have changed since the last look. */
  changedFrom: LogIndex
}

const SEEN = INVARIANTS.filter((invariant) => invariant.seen !== undefined)
const SENT = INVARIANTS.filter((invariant) => invariant.sent !== undefined)
const APPLIED = INVARIANTS.filter((invariant) => invariant.applied !== undefined)
const ANSWERED = INVARIANTS.filter((invariant) => invariant.answered !== undefined)
const SNAPPED = INVARIANTS.filter((invariant) => invariant.snapped !== undefined)
const DURABLE = INVARIANTS.filter((invariant) => invariant.durable !== undefined)

const ROLES: readonly RaftView['role'][] = ['follower', 'preCandidate', 'candidate', 'leader']

export class Observer {
  readonly groups: readonly GroupHistory[]
  readonly durable: readonly DurableNode[]
  readonly #watched = new Map<ReplicaId, Watched>()
  /** Those that are on a node now. */
  readonly #here: readonly Map<GroupId, Watched>[]
  readonly #timeline: Timeline

  constructor(layout: Layout, timeline: Timeline) {
    this.#timeline = timeline
    this.#here = layout.nodes.map(() => new Map())
    this.durable = layout.nodes.map(() => new DurableNode((record) => this.#becameDurable(record)))
    this.groups = layout.groups.map(newHistory)
  }

  watched(node: number, group: GroupId): Watched {
    const watched = this.find(node, group)
    assert(watched !== null, () => `node ${node} has no replica of group ${group}`)
    return watched
  }

  find(node: number, group: GroupId): Watched | null {
    return this.#here[node]?.get(group) ?? null
  }

  history(group: GroupId): GroupHistory {
    const history = this.groups.find(({ layout }) => layout.group === group)
    assert(history !== undefined, () => `there is no group ${group}`)
    return history
  }

  /** Its identity is durable; a core may begin. */
  placed({ layout, replica, node }: Placed): void {
    const group = this.history(layout.group)
    const durable = this.durable[node]?.of(layout.group)
    assert(durable !== undefined, 'its files are there')
    const history = newReplicaHistory(replica, node, durable)
    group.replicas.set(replica, history)
    const watched = { group, replica: history, view: null, changedFrom: 1 }
    this.#watched.set(replica, watched)
    this.#here[node]?.set(layout.group, watched)
  }

  closed({ layout, node }: Placed): void {
    this.#here[node]?.delete(layout.group)
  }

  /** A process begins, or a core in a process that runs; its machine holds what the snapshot does. */
  lifeBegins(node: number, engine: Engine, group: GroupId): void {
    const watched = this.watched(node, group)
    watched.replica.life += 1
    watched.replica.applied = watched.replica.durable.snap?.index ?? 0
    watched.view = null
    watched.changedFrom = 1
    this.seen(node, group, engine)
  }

  /** The log changed from here on, as the core tells. */
  told(node: number, group: GroupId, event: RaftEvent): void {
    if (event.k !== 'append') return
    const watched = this.watched(node, group)
    watched.changedFrom = Math.min(watched.changedFrom, event.cut ?? event.from)
  }

  seen(node: number, group: GroupId, engine: Engine): RaftView {
    const watched = this.watched(node, group)
    const now = engine.view(group)
    assert(now !== null, () => `group ${group} is not in the engine of node ${node}`)
    const before = watched.view
    watched.replica.endBefore = before?.lastIndex ?? 0
    const entries = (from: LogIndex, to: LogIndex): readonly Entry[] => {
      const first = Math.max(from, now.firstIndex)
      return first > to ? [] : engine.entries(group, first, to)
    }
    const sighting = { ...watched, before, now, changedFrom: changedFrom(watched, now), entries }
    for (const invariant of SEEN) invariant.seen?.(sighting)
    watched.view = now
    watched.changedFrom = now.lastIndex + 1
    this.#mixView(now)
    return now
  }

  applied(node: number, group: GroupId, entry: Entry, reply: string, state: () => string): void {
    const watched = this.watched(node, group)
    const applying = { ...watched, entry, reply, state }
    for (const invariant of APPLIED) invariant.applied?.(applying)
  }

  answered(node: number, group: GroupId, index: LogIndex): void {
    const { replica } = this.watched(node, group)
    for (const invariant of ANSWERED) invariant.answered?.(replica, index)
  }

  snapped(node: number, group: GroupId, what: Snapping['what'], meta: SnapMeta, state: string): void {
    const { group: history, replica } = this.watched(node, group)
    for (const invariant of SNAPPED) invariant.snapped?.({ group: history, replica, what, meta, state })
    this.#timeline.mix(meta.index * 2 + (what === 'taken' ? 0 : 1))
  }

  sent(node: number, msg: Message): void {
    const { group, replica } = this.watched(node, msg.g)
    for (const invariant of SENT) invariant.sent?.(group, replica, msg)
    this.#timeline.mix(msg.to * 64 + msg.t.length)
    this.#timeline.mix(msg.term)
  }

  #becameDurable(record: PutRecord): void {
    const watched = this.#watched.get(record.replica)
    assert(watched !== undefined, () => `a record of replica ${record.replica}, which never was`)
    for (const invariant of DURABLE) invariant.durable?.(watched.group, watched.replica, record)
  }

  #mixView(view: RaftView): void {
    const timeline = this.#timeline
    timeline.mix(view.self * 4 + ROLES.indexOf(view.role))
    timeline.mix(view.term)
    timeline.mix(view.vote)
    timeline.mix(view.lastIndex)
    timeline.mix(view.commit * 65_536 + view.applied)
    timeline.mix(view.durableIndex)
  }
}

/** What the core told, or what two views show in case it told nothing. */
function changedFrom({ view, changedFrom: told }: Watched, now: RaftView): LogIndex {
  if (view === null) return 1
  const isSameEnd = view.lastIndex === now.lastIndex && view.lastTerm === now.lastTerm
  return isSameEnd ? told : Math.min(told, view.lastIndex + 1, Math.max(1, now.lastIndex))
}
