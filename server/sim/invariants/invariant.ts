// What an invariant may look at. Each is told only what changed, right after the event that changed it, so
// that checking after every event stays cheap.

import type { Entry, LogIndex, Message, RaftView, SnapMeta } from '../../raft/types.ts'
import type { PutRecord } from '../../storage/port.ts'
import type { GroupHistory, ReplicaHistory } from './history.ts'

/** One replica after an event that stepped its core. */
export interface Sighting {
  readonly group: GroupHistory
  readonly replica: ReplicaHistory
  /** Null: this life has just begun. */
  readonly before: RaftView | null
  readonly now: RaftView
  /** First index that may differ from before; above `now.lastIndex`: the log is as it was. */
  readonly changedFrom: LogIndex
  /** Those of them that the core still holds. */
  readonly entries: (from: LogIndex, to: LogIndex) => readonly Entry[]
}

export interface Applying {
  readonly group: GroupHistory
  readonly replica: ReplicaHistory
  readonly entry: Entry
  /** The machine's answer as text, and '' for an entry that no machine sees. */
  readonly reply: string
  readonly state: () => string
}

/** A snapshot that a replica has taken of its machine, or put in its place. */
export interface Snapping {
  readonly group: GroupHistory
  readonly replica: ReplicaHistory
  readonly what: 'taken' | 'restored'
  readonly meta: SnapMeta
  readonly state: string
}

export interface Invariant {
  readonly name: string
  /** Where the claim comes from. */
  readonly source: string
  seen?(sighting: Sighting): void
  /** A message leaves its node. */
  sent?(group: GroupHistory, replica: ReplicaHistory, msg: Message): void
  applied?(applying: Applying): void
  /** A linearizable read is answered as of this index. */
  answered?(replica: ReplicaHistory, index: LogIndex): void
  snapped?(snapping: Snapping): void
  /** A record became durable; the files already hold it. */
  durable?(group: GroupHistory, replica: ReplicaHistory, record: PutRecord): void
}
