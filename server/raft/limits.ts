// Every bound of the core, and the lengths its host must agree with. A limit without a reason is a guess,
// so each has one. Time exists here only as ticks; the host alone turns ticks into milliseconds.

import type { GroupId, Options, ReplicaId } from './types.ts'

/** A tenth of the shortest time in which people notice a pause; idle groups cost 40 cheap steps a second. */
export const TICK_MS = 25
/** 50 ms: ten beats fit into the shortest election timeout, so one lost beat starts nothing. */
export const HEARTBEAT_TICKS = 2
/**
 * 500 ms, the shortest election timeout; the longest is one tick below twice that. Also the window of
 * check-quorum and of the lease: the three belong together (a voter must stop refusing when, and only when, its
 * own timer could have fired).
 */
export const ELECTION_TICKS = 20

/** One append: large enough for throughput, small enough that a heartbeat never waits long behind it. */
export const MAX_APPEND_BYTES = 256 * 1024
/** Appends on the way to one follower. 64 cover a round trip of a second at the usual rates. */
export const MAX_INFLIGHT = 64
/** The same in bytes: what a follower that stopped reading may hold in the sender's memory. */
export const MAX_INFLIGHT_BYTES = 4 * 1024 * 1024
/** Proposals without a majority yet. Above it the proposer is told to wait, or memory grows with the cut. */
export const MAX_UNCOMMITTED_BYTES = 4 * 1024 * 1024
/** Reads that wait in one core. A reader that comes on top is told to ask again. */
export const MAX_WAITING_READS = 4_096
/** Kept in memory behind a snapshot: a follower a second late at the usual rates costs no snapshot. */
export const MARGIN_ENTRIES = 1_024
/** The same in bytes, so that a margin of large entries does not undo the compaction. */
export const MARGIN_BYTES = 1024 * 1024
/** What an entry costs beside its command, so that a million empty entries do not count as nothing. */
export const ENTRY_OVERHEAD_BYTES = 64

/** The options of a real node. The simulator and the tests change single ones, down to 1. */
export const raftOptions = (g: GroupId, self: ReplicaId, seed: number): Options => ({
  g,
  self,
  seed,
  electionTicks: ELECTION_TICKS,
  heartbeatTicks: HEARTBEAT_TICKS,
  maxAppendBytes: MAX_APPEND_BYTES,
  maxInflight: MAX_INFLIGHT,
  maxInflightBytes: MAX_INFLIGHT_BYTES,
  maxUncommittedBytes: MAX_UNCOMMITTED_BYTES,
  marginEntries: MARGIN_ENTRIES,
  marginBytes: MARGIN_BYTES,
  preVote: true,
  checkQuorum: true,
})
