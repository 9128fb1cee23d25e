// The facts about processes, replicas and frames that trace events are made of. Nodes state them, views keep
// them: everything here is a value with a name, nothing is an event.

import type { GroupId, GroupName, LogIndex, NodeId, Offset, ReplicaId, Term } from './ids.ts'

/** `failed`: it ended by itself with exit 70 to 72; nobody restarts it unasked. */
export type NodeState = 'starting' | 'running' | 'frozen' | 'stopped' | 'killed' | 'failed'
type EndedState = Extract<NodeState, 'stopped' | 'killed' | 'failed'>
/** Its process is gone, by whatever way. */
export const hasEnded = (state: NodeState | null | undefined): state is EndedState =>
  state === 'stopped' || state === 'killed' || state === 'failed'
export type LinkState = 'up' | 'connecting' | 'cut' | 'gone'
export type ReplicaRole = 'follower' | 'preCandidate' | 'candidate' | 'leader'
export interface ExitFact {
  readonly code: number | null
  readonly signal: string | null
}

/** A block of a transcript: what it is about, what is done, and what is printed of it. */
export interface LessonStep {
  /** Names the transcript. */
  readonly name: string
  /** From 1. */
  readonly step: number
  readonly steps: number
  /** The narration, empty where there is none. */
  readonly words: string
  readonly commands: readonly string[]
  /** Line by line. */
  readonly outcome: readonly string[]
}

/** One column of the log matrix. `label` is known where the entry was proposed or applied. */
export interface LogCell {
  readonly index: LogIndex
  readonly term: Term
  readonly kind: 'noop' | 'cmd' | 'conf'
  readonly label?: string
}

/** First and last message that an entry stored in its partition: a counter of its own beside the index. */
export interface OffsetRange {
  readonly from: Offset
  readonly to: Offset
}

export interface FollowerProgress {
  readonly node: NodeId
  readonly match: LogIndex
  readonly next: LogIndex
  readonly inflight: number
  readonly state: 'probe' | 'replicate' | 'snapshot'
}

/** Everything a viewer needs of one replica; sent when it starts and after telemetry was lost. */
export interface ReplicaFacts {
  readonly groupId: GroupId
  readonly replica: ReplicaId
  readonly voters: readonly NodeId[]
  readonly learners?: readonly NodeId[]
  /** Where the configuration stands in the log; 0 or absent for the first one. */
  readonly confIndex?: LogIndex
  readonly role: ReplicaRole
  readonly term: Term
  readonly vote: NodeId | null
  readonly leader: NodeId | null
  readonly last: LogIndex
  readonly commit: LogIndex
  readonly applied: LogIndex
  readonly durable: LogIndex
  /** The last entry inside the replica's snapshot; absent or 0 without one. */
  readonly snapIndex?: LogIndex
  /** The first entry still in the log; entries before it live in the snapshot only. */
  readonly firstIndex?: LogIndex
  /** The newest cells, oldest first; at most MAX_CELLS. */
  readonly cells: readonly LogCell[]
}

/** Cells of one replica kept in views and sent at once: more than any screen shows. */
export const MAX_CELLS = 64

export interface BankTotals {
  readonly deposited: number
  readonly withdrawn: number
  readonly held: number
}

export type DropReason = 'cut' | 'loss' | 'overflow' | 'noConnection' | 'byHand'
/** Why a frame waits: somebody holds it or its link, or the cluster is paused. */
export type HeldReason = 'hold' | 'pause'

/** The kinds of frames that have a picture of their own; what is folded into a beat is not listed singly. */
const RPC_TYPES = [
  'beat',
  'beatResp',
  'preVote',
  'preVoteResp',
  'vote',
  'voteResp',
  'app',
  'appResp',
  'readIndex',
  'readIndexResp',
  'noSuchReplica',
  'call',
  'answer',
  'other',
] as const
export type RpcType = (typeof RPC_TYPES)[number]

/** By the name of a frame's kind. */
export const rpcTypeOf = (kind: string): RpcType => RPC_TYPES.find((type) => type === kind) ?? 'other'

export interface Rpc {
  readonly kind: 'rpc'
  /** `<from>><to>#<number>`: unique within one life of the sender. */
  readonly id: string
  readonly from: NodeId
  readonly to: NodeId
  readonly group?: GroupName
  readonly type: RpcType
  readonly bytes: number
  readonly sentAt: number
  /** Null when it never arrived, or not yet: then `dropped` or `held` says why. */
  readonly receivedAt: number | null
  readonly dropped?: DropReason
  /** It waits at its sender; a `freed` event tells when it no longer does. */
  readonly held?: HeldReason
  readonly term?: Term
  /** Entries in an append, groups in a beat. */
  readonly count?: number
  /** Granted or refused, accepted or rejected; absent on requests. */
  readonly ok?: boolean
}
