// What a replica says of its own Raft: roles, votes, the log, snapshots and members. Ranges are exact; cells and
// labels are the newest of a range, as no screen shows more.

import type { GroupName, LogIndex, NodeId, Term } from './ids.ts'
import type { FollowerProgress, LogCell, OffsetRange, ReplicaFacts, ReplicaRole } from './trace-facts.ts'

export type RaftTrace =
  | ({ readonly kind: 'replica'; readonly node: NodeId; readonly group: GroupName } & ReplicaFacts)
  | {
      readonly kind: 'role'
      readonly node: NodeId
      readonly group: GroupName
      readonly role: ReplicaRole
      readonly term: Term
      readonly leader: NodeId | null
      readonly why: string
    }
  | {
      readonly kind: 'term'
      readonly node: NodeId
      readonly group: GroupName
      readonly term: Term
      readonly from: Term
    }
  | {
      readonly kind: 'vote'
      readonly node: NodeId
      readonly group: GroupName
      readonly term: Term
      readonly candidate: NodeId
      readonly granted: boolean
      readonly pre: boolean
      readonly why: string
    }
  | {
      readonly kind: 'leader'
      readonly node: NodeId
      readonly group: GroupName
      readonly term: Term
      readonly votes: readonly NodeId[]
      readonly voters: readonly NodeId[]
    }
  /** A leader that no longer hears a majority: it steps down in the same step. */
  | {
      readonly kind: 'quorumLost'
      readonly node: NodeId
      readonly group: GroupName
      readonly term: Term
      readonly heard: number
      readonly needed: number
    }
  | {
      readonly kind: 'append'
      readonly node: NodeId
      readonly group: GroupName
      readonly term: Term
      readonly from: LogIndex
      readonly to: LogIndex
      /** First index thrown away before, or null. */
      readonly cut: LogIndex | null
      /** The newest of the range, at most MAX_CELLS. */
      readonly cells: readonly LogCell[]
    }
  | { readonly kind: 'durable'; readonly node: NodeId; readonly group: GroupName; readonly to: LogIndex }
  | {
      readonly kind: 'commit'
      readonly node: NodeId
      readonly group: GroupName
      readonly term: Term
      readonly from: LogIndex
      readonly to: LogIndex
    }
  | {
      readonly kind: 'apply'
      readonly node: NodeId
      readonly group: GroupName
      readonly from: LogIndex
      readonly to: LogIndex
      /** Commands of the range as people say them, newest MAX_CELLS; fills labels of followers' cells. */
      readonly labels: readonly {
        readonly index: LogIndex
        readonly label: string
        readonly offset?: OffsetRange
      }[]
    }
  /** What a leader knows of its followers. */
  | {
      readonly kind: 'progress'
      readonly node: NodeId
      readonly group: GroupName
      readonly term: Term
      readonly heard: number
      readonly needed: number
      readonly followers: readonly FollowerProgress[]
    }
  /** Sampled a few times a second: how far each election timer of the node has run. */
  | {
      readonly kind: 'timers'
      readonly node: NodeId
      readonly timers: readonly {
        readonly group: GroupName
        readonly elapsedMs: number
        readonly timeoutMs: number
      }[]
    }
  /** A snapshot's way: `taken` from the machine, sent to a follower that is too far behind, its entries dropped. */
  | {
      readonly kind: 'snapshot'
      readonly node: NodeId
      readonly group: GroupName
      readonly what: 'taken' | 'offered' | 'installing' | 'installed' | 'compacted'
      /** The last entry inside it; for `compacted`, the last entry no longer kept. */
      readonly index: LogIndex
      readonly term: Term
      readonly bytes?: number
      /** Chunks that have come, of all. */
      readonly done?: number
      readonly total?: number
      readonly to?: NodeId
      readonly from?: NodeId
    }
  /** A configuration counts from the moment it stands in the log (Raft section 6), so each step is told. */
  | {
      readonly kind: 'membership'
      readonly node: NodeId
      readonly group: GroupName
      readonly what: 'proposed' | 'active' | 'committed' | 'rolledBack'
      readonly index: LogIndex
      readonly voters: readonly NodeId[]
      readonly learners: readonly NodeId[]
    }
