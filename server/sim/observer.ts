// Looks at the world after every event, and only at what the event changed: tells the invariants, keeps what
// they compare with, and mixes what it saw into the hash of the run.

import type { GroupId } from '../../shared/ids.ts'
import { assert } from '../../shared/assert.ts'
import type { Engine } from '../host/engine.ts'
import type { Entry, LogIndex, Message, RaftEvent, RaftView } from '../raft/types.ts'
import type { PutRecord } from '../storage/port.ts'
import { DurableNode } from './disks/disk.ts'
import { INVARIANTS } from './invariants/all.ts'
import { newHistory } from './invariants/history.ts'
import type { GroupHistory, ReplicaHistory } from './invariants/history.ts'
import type { Layout } from './layout.ts'
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
const DURABLE = INVARIANTS.filter((invariant) => invariant.durable !== undefined)

const ROLES: readonly RaftView['role'][] = ['follower', 'preCandidate', 'candidate', 'leader']

export class Observer {
  readonly groups: readonly GroupHistory[]
  readonly durable: readonly DurableNode[]
  readonly #watched: readonly ReadonlyMap<GroupId, Watched>[]
  readonly #timeline: Timeline

  constructor(layout: Layout, timeline: Timeline) {
    this.#timeline = timeline
    const groupsOn = (node: number): GroupId[] =>
      layout.groups
        .filter(({ members }) => members.some((one) => one.node === node))
        .map(({ group }) => group)
    this.durable = layout.nodes.map(
      (_, node) => new DurableNode(groupsOn(node), (record) => this.#becameDurable(node, record)),
    )
    this.groups = layout.groups.map((group) =>
      newHistory(group, (node) => {
        const files = this.durable[node]
        assert(files !== undefined, 'every node has files')
        return files.of(group.group)
      }),
    )
    this.#watched = layout.nodes.map((_, node) => watchedOn(this.groups, node))
  }

  watched(node: number, group: GroupId): Watched {
    const watched = this.#watched[node]?.get(group)
    assert(watched !== undefined, () => `node ${node} has no replica of group ${group}`)
    return watched
  }

  history(group: GroupId): GroupHistory {
    const history = this.groups.find(({ layout }) => layout.group === group)
    assert(history !== undefined, () => `there is no group ${group}`)
    return history
  }

  /** A process begins; its machines are empty. */
  lifeBegins(node: number, engine: Engine): void {
    for (const watched of this.#watched[node]?.values() ?? []) {
      watched.replica.life += 1
      watched.replica.applied = 0
      watched.view = null
      watched.changedFrom = 1
      this.seen(node, watched.group.layout.group, engine)
    }
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
    const entries = (from: LogIndex, to: LogIndex): readonly Entry[] =>
      from > to ? [] : engine.entries(group, from, to)
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

  sent(node: number, msg: Message): void {
    const { group, replica } = this.watched(node, msg.g)
    for (const invariant of SENT) invariant.sent?.(group, replica, msg)
    this.#timeline.mix(msg.to * 64 + msg.t.length)
    this.#timeline.mix(msg.term)
  }

  #becameDurable(node: number, record: PutRecord): void {
    const { group, replica } = this.watched(node, record.group)
    for (const invariant of DURABLE) invariant.durable?.(group, replica, record)
  }

  #mixView(view: RaftView): void {
    const { timeline } = { timeline: this.#timeline }
    timeline.mix(view.self * 4 + ROLES.indexOf(view.role))
    timeline.mix(view.term)
    timeline.mix(view.vote)
    timeline.mix(view.lastIndex)
    timeline.mix(view.commit * 65_536 + view.applied)
    timeline.mix(view.durableIndex)
  }
}

function watchedOn(groups: readonly GroupHistory[], node: number): ReadonlyMap<GroupId, Watched> {
  const watched = new Map<GroupId, Watched>()
  for (const group of groups) {
    const replica = group.replicas.find((one) => one.node === node)
    if (replica !== undefined) watched.set(group.layout.group, { group, replica, view: null, changedFrom: 1 })
  }
  return watched
}

/** What the core told, or what two views show in case it told nothing. */
function changedFrom({ view, changedFrom: told }: Watched, now: RaftView): LogIndex {
  if (view === null) return 1
  const isSameEnd = view.lastIndex === now.lastIndex && view.lastTerm === now.lastTerm
  return isSameEnd ? told : Math.min(told, view.lastIndex + 1, Math.max(1, now.lastIndex))
}
