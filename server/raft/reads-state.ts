// The reads that wait in one core. `FollowerReads` are the host's own reads on this replica, whatever its role;
// `LeaderReads` are those a leader confirms, its own and its followers'. The rules are in reads.ts.

import type { LogIndex, ReplicaId, ReqId } from './types.ts'

export interface FollowerReads {
  /** Asked for, no index yet. The value is the tick at which it was asked. */
  readonly asked: Map<ReqId, number>
  /** Has its index; waits until that is applied here. */
  confirmed: { readonly req: ReqId; readonly index: LogIndex; readonly askedAt: number }[]
}

export interface Asker {
  readonly from: ReplicaId
  readonly req: ReqId
}

/** Reads that share one token. `index` was the commit index when the token was made. */
export interface ReadRound {
  readonly token: number
  readonly index: LogIndex
  readonly askers: readonly Asker[]
}

export interface LeaderReads {
  /** Monotone in a term; every heartbeat carries the newest (B64). */
  lastToken: number
  /** Oldest first. */
  rounds: ReadRound[]
  /** Wait for the next token. */
  queued: Asker[]
}

export const cloneFollowerReads = (reads: FollowerReads): FollowerReads => ({
  asked: new Map(reads.asked),
  confirmed: [...reads.confirmed],
})

export const cloneLeaderReads = (reads: LeaderReads): LeaderReads => ({
  lastToken: reads.lastToken,
  rounds: [...reads.rounds],
  queued: [...reads.queued],
})
