// The values that enter and leave the Raft core. All of them are plain JSON, so disk, wire, trace,
// transcript and dashboard share one encoding. Nothing here says how anything is done: see SPEC.md.

import type { GroupId, Json, LogIndex, NodeId, ReplicaId, Seq, Term } from '../../shared/ids.ts'

/** Chosen by the host, echoed, never interpreted; never repeated, not across lives either. */
export type ReqId = number

/**
 * One entry of the log. `data` is the command as JSON text: encoded once by the proposer, spliced into
 * frames and log lines, and parsed by nobody before the machine applies it. `bytes` is its UTF-8 length.
 */
export type Entry =
  | { readonly index: LogIndex; readonly term: Term; readonly kind: 'noop' }
  | {
      readonly index: LogIndex
      readonly term: Term
      readonly kind: 'cmd'
      readonly data: string
      readonly bytes: number
    }
  | { readonly index: LogIndex; readonly term: Term; readonly kind: 'conf'; readonly conf: Config }

/** The whole configuration, active from append. `outgoing` stays empty: it leaves room for joint consensus. */
export interface Config {
  readonly voters: readonly ReplicaId[]
  readonly outgoing: readonly ReplicaId[]
  readonly learners: readonly ReplicaId[]
  /**
   * Where each member lives. Echoed and never interpreted: with it a replicated configuration, a snapshot and a
   * new leader know the addresses.
   */
  readonly nodes?: readonly { readonly replica: ReplicaId; readonly node: NodeId }[]
}

/** Term and vote are one record: both new or both old after a crash (B01). */
export interface HardState {
  readonly term: Term
  readonly vote: ReplicaId | 0
}

export interface SnapMeta {
  readonly index: LogIndex
  readonly term: Term
  readonly conf: Config
  readonly bytes: number
  readonly crc: string
}

interface Envelope {
  readonly g: GroupId
  readonly from: ReplicaId
  readonly to: ReplicaId
  readonly term: Term
}

export type Body =
  | {
      readonly t: 'preVote' | 'vote'
      readonly lastIndex: LogIndex
      readonly lastTerm: Term
      readonly force: boolean
    }
  | { readonly t: 'preVoteResp' | 'voteResp'; readonly granted: boolean }
  | {
      readonly t: 'app'
      readonly prevIndex: LogIndex
      readonly prevTerm: Term
      readonly entries: readonly Entry[]
      readonly commit: LogIndex
      readonly session: number
    }
  | { readonly t: 'appResp'; readonly session: number; readonly ok: true; readonly match: LogIndex }
  | {
      readonly t: 'appResp'
      readonly session: number
      readonly ok: false
      readonly rejectPrev: LogIndex
      readonly hintIndex: LogIndex
      readonly hintTerm: Term
    }
  | { readonly t: 'hb'; readonly commit: LogIndex; readonly readSeq: number }
  | { readonly t: 'hbResp'; readonly readSeq: number }
  | { readonly t: 'snap'; readonly meta: SnapMeta; readonly session: number }
  | { readonly t: 'timeoutNow' }
  | { readonly t: 'readIndex'; readonly req: ReqId }
  | { readonly t: 'readIndexResp'; readonly req: ReqId; readonly index: LogIndex }

export type Message = Envelope & Body
export type MessageType = Body['t']
/** An intersection, since `preVote` and `vote` share one member of the union. */
export type MessageOf<T extends MessageType> = Message & { readonly t: T }

export type Input =
  | { readonly t: 'tick' }
  | { readonly t: 'msg'; readonly msg: Message }
  | { readonly t: 'propose'; readonly req: ReqId; readonly data: string; readonly bytes: number }
  | { readonly t: 'proposeConf'; readonly req: ReqId; readonly conf: Config }
  | { readonly t: 'readIndex'; readonly req: ReqId }
  | { readonly t: 'transfer'; readonly req: ReqId; readonly to: ReplicaId }
  /** Every persist record with a seq at or below this one is durable. */
  | { readonly t: 'persisted'; readonly seq: Seq }
  | { readonly t: 'applied'; readonly index: LogIndex }
  /** The own snapshot file is durable. */
  | { readonly t: 'compact'; readonly snap: SnapMeta }
  /** A chunk of the leader's snapshot arrived: only restarts the election timer (B57). */
  | { readonly t: 'snapChunk'; readonly from: ReplicaId; readonly term: Term }
  /** The leader's snapshot is received, checked and durable. */
  | {
      readonly t: 'snapStored'
      readonly from: ReplicaId
      readonly term: Term
      readonly session: number
      readonly meta: SnapMeta
    }
  | { readonly t: 'snapStatus'; readonly to: ReplicaId; readonly ok: boolean }
  | { readonly t: 'unreachable'; readonly to: ReplicaId }

/** One line of the log. Replayed in the order hard, truncate, append, snap. */
export interface Persist {
  readonly seq: Seq
  readonly hard: HardState | null
  readonly truncateFrom: LogIndex | null
  readonly append: readonly Entry[]
  readonly snap: SnapMeta | null
}

/** `after` 0: may leave at once. Otherwise it leaves once the record with this seq is durable. */
export interface Out {
  readonly msg: Message
  readonly after: Seq | 0
}

export type Refusal =
  'notLeader' | 'dropped' | 'uncommittedFull' | 'transferring' | 'confInFlight' | 'noOwnTermCommit'

export interface Effects {
  readonly persist: Persist | null
  readonly out: readonly Out[]
  /** Replace the machine by this snapshot; its record is durable. */
  readonly restore: SnapMeta | null
  /** Committed and durable here, in order, exactly once per life. */
  readonly apply: readonly Entry[]
  readonly reads: readonly { readonly req: ReqId; readonly index: LogIndex }[]
  /** Got a slot in the log; not yet committed. */
  readonly placed: readonly { readonly req: ReqId; readonly index: LogIndex; readonly term: Term }[]
  readonly refused: readonly {
    readonly req: ReqId
    readonly why: Refusal
    readonly leader: ReplicaId | 0
  }[]
  /** For people; must never influence behaviour. */
  readonly events: readonly RaftEvent[]
}

interface EventBase {
  readonly g: GroupId
  readonly r: ReplicaId
  readonly term: Term
}

export type RoleName = 'follower' | 'preCandidate' | 'candidate' | 'leader'

/** Proposed by this leader; taken from another's log or snapshot; committed; cut off again. */
export type ConfChange = 'proposed' | 'active' | 'committed' | 'rolledBack'

/** What a viewer is told. A closed union: the host maps each to a trace event. */
export type RaftEvent = EventBase &
  (
    | { readonly k: 'term'; readonly from: Term }
    | { readonly k: 'role'; readonly role: RoleName; readonly leader: ReplicaId | 0; readonly why: string }
    /** The timer was drawn anew: it fires after this many ticks unless a leader is heard. */
    | { readonly k: 'timeout'; readonly ticks: number }
    | {
        readonly k: 'vote'
        readonly candidate: ReplicaId
        readonly granted: boolean
        readonly pre: boolean
        readonly why: string
      }
    | { readonly k: 'leader'; readonly votes: readonly ReplicaId[]; readonly voters: readonly ReplicaId[] }
    /** Entries `from`..`to` were accepted into the log; `cut` is the first index thrown away before, or null. */
    | { readonly k: 'append'; readonly from: LogIndex; readonly to: LogIndex; readonly cut: LogIndex | null }
    /** Entries `from`..`to` are committed now and were not before. */
    | { readonly k: 'commit'; readonly from: LogIndex; readonly to: LogIndex }
    | { readonly k: 'reject'; readonly to: ReplicaId; readonly prevIndex: LogIndex; readonly why: string }
    | { readonly k: 'quorumLost'; readonly heard: number; readonly needed: number }
    /** A snapshot up to `index` stands for the log before it: this replica's own, or one that a leader sent. */
    | {
        readonly k: 'compact'
        readonly index: LogIndex
        readonly snapTerm: Term
        readonly source: 'own' | 'leader'
      }
    /** `conf` is the one in force now, and `index` is its place in the log; for `committed`, what was committed. */
    | { readonly k: 'conf'; readonly index: LogIndex; readonly conf: Config; readonly what: ConfChange }
    /** `done`: a higher term ended this office after the target was told to campaign. */
    | { readonly k: 'transfer'; readonly to: ReplicaId; readonly state: 'begun' | 'done' | 'givenUp' }
    | { readonly k: 'lost'; readonly have: LogIndex; readonly told: LogIndex }
  )

export interface Options {
  readonly g: GroupId
  readonly self: ReplicaId
  readonly seed: number
  /** The timer is drawn from electionTicks to 2 * electionTicks - 1; also the check-quorum and lease window. */
  readonly electionTicks: number
  readonly heartbeatTicks: number
  readonly maxAppendBytes: number
  readonly maxInflight: number
  readonly maxInflightBytes: number
  readonly maxUncommittedBytes: number
  /** Entries, and their bytes, kept in memory behind a snapshot for followers that are a little late. */
  readonly marginEntries: number
  readonly marginBytes: number
  readonly preVote: true
  readonly checkQuorum: true
}

/** What the files held when this life began. */
export interface Boot {
  readonly hard: HardState
  readonly conf: Config
  readonly commit: LogIndex
  readonly snap: SnapMeta | null
  readonly log: readonly Entry[]
}

export interface ProgressView {
  readonly to: ReplicaId
  readonly state: 'probe' | 'replicate' | 'snapshot'
  readonly match: LogIndex
  readonly next: LogIndex
  readonly inflight: number
  /** Heard from in this check-quorum window. */
  readonly recent: boolean
}

/** Everything a test, a transcript, a state hash or the dashboard may know of a core. Plain JSON. */
export interface RaftView {
  readonly g: GroupId
  readonly self: ReplicaId
  readonly role: RoleName
  readonly term: Term
  readonly vote: ReplicaId | 0
  readonly leader: ReplicaId | 0
  readonly firstIndex: LogIndex
  readonly lastIndex: LogIndex
  readonly lastTerm: Term
  readonly snapIndex: LogIndex
  readonly snapTerm: Term
  readonly commit: LogIndex
  readonly applied: LogIndex
  readonly durableIndex: LogIndex
  /** In force: the newest in the log, committed or not. */
  readonly conf: Config
  /** Index of its entry; of the snapshot, or 0, if it comes from there. Committed if not above `commit`. */
  readonly confIndex: LogIndex
  /** In force at `applied`: what a snapshot of the machine as it is now must carry. */
  readonly appliedConf: Config
  readonly progress: readonly ProgressView[]
  /** Answers of this (pre-)candidacy. */
  readonly votes: readonly { readonly from: ReplicaId; readonly granted: boolean }[]
  /** Voters heard from within the last window, the replica itself included. Leaders only, else 0. */
  readonly heard: number
  /** Ticks since the timer was started, and at which it fires. */
  readonly elapsedTicks: number
  readonly timeoutTicks: number
  /** An entry of the own term is committed: reads and configuration changes are allowed. */
  readonly ownTermCommitted: boolean
  /** The leader hands its office to this replica and takes no proposals meanwhile; 0: no transfer. */
  readonly transferTo: ReplicaId | 0
}

export interface RaftCore {
  step(input: Input): Effects
  view(): RaftView
  /** Entries from..to inclusive that the core still holds; for the log matrix and for tests. */
  entries(from: LogIndex, to: LogIndex): readonly Entry[]
  clone(): RaftCore
}

export type { GroupId, Json, LogIndex, ReplicaId, Seq, Term }
