// What the world knows of one group over all replicas and all lives: every entry that was ever in a log, who
// led which term with which log, what is committed, and what was answered when it was first applied. The
// invariants compare what they see with this and add to it. It forgets nothing, so logs may be compacted.

import type { Entry, LogIndex, ReplicaId, Term } from '../../raft/types.ts'
import type { DurableReplica } from '../disks/durable.ts'
import type { GroupLayout } from '../layout.ts'

/** An entry and the term before it: equal pairs all the way down are equal logs. */
export interface Placed {
  readonly entry: Entry
  readonly before: Term
}

export interface Lead {
  readonly replica: ReplicaId
  /** A replica that restarts in its own term does not lead it. */
  readonly life: number
  /** Term of each entry of the leader's log; place 0 is index 1. */
  readonly terms: Term[]
}

export interface Committed {
  readonly entry: Entry
  /** The smallest term in which some replica knew that it is committed. */
  knownIn: Term
}

export interface GroupHistory {
  readonly layout: GroupLayout
  readonly placed: Map<number, Placed>
  /** Filled by what a leader is and by what it sends: one may come and go within a single turn. */
  readonly leaderOf: Map<Term, ReplicaId>
  readonly leads: Map<Term, Lead>
  /** Place 0 is index 1. */
  readonly committed: Committed[]
  /** The machine's answer to the entry at an index, as text, and '' for entries no machine sees. */
  readonly replies: string[]
  /** The machine's state after an index, where it was looked at. */
  readonly states: Map<LogIndex, string>
  /** Every replica that ever was, by its id. */
  readonly replicas: Map<ReplicaId, ReplicaHistory>
}

export interface ReplicaHistory {
  readonly replica: ReplicaId
  readonly node: number
  readonly durable: DurableReplica
  life: number
  /** Highest term in any promise that left, over all lives. */
  promisedTerm: Term
  /** Whom it voted for, by what left the node, over all lives. */
  readonly votes: Map<Term, ReplicaId>
  /** Highest index that this life's machine has applied, or got with a snapshot. */
  applied: LogIndex
  /** End of its log before the turn that is looked at. */
  endBefore: LogIndex
}

const TERMS = 1_000_000
export const placeOf = (index: LogIndex, term: Term): number => index * TERMS + term

export const newHistory = (layout: GroupLayout): GroupHistory => ({
  layout,
  placed: new Map(),
  leaderOf: new Map(),
  leads: new Map(),
  committed: [],
  replies: [],
  states: new Map(),
  replicas: new Map(),
})

export const newReplicaHistory = (
  replica: ReplicaId,
  node: number,
  durable: DurableReplica,
): ReplicaHistory => ({
  replica,
  node,
  durable,
  life: 0,
  promisedTerm: 0,
  votes: new Map(),
  applied: 0,
  endBefore: 0,
})

/** Terms of committed entries from index 1 on: what a compacted log has forgotten. */
export const committedTerms = ({ committed }: GroupHistory, to: LogIndex): Term[] =>
  committed.slice(0, to).map(({ entry }) => entry.term)

export const committedTerm = ({ committed }: GroupHistory, index: LogIndex): Term =>
  committed[index - 1]?.entry.term ?? 0
