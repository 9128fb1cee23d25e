// Every bound of the host, with its reason. Cluster milliseconds unless a name says real.

import { ELECTION_TICKS } from '../raft/limits.ts'

export interface EngineLimits {
  /** Messages that wait for one group. */
  readonly mailbox: number
  /** Inputs one group may step before the next group has its turn (B77). */
  readonly inputsPerCycle: number
  /** Missed ticks are skipped, never paid back: the clock-jump guard (B76). */
  readonly ticksPerCycle: number
  /** Entry bytes of one write, or one record. */
  readonly batchBytes: number
}

export const ENGINE_LIMITS: EngineLimits = {
  mailbox: 1_024,
  inputsPerCycle: 64,
  ticksPerCycle: 2,
  batchBytes: 1024 * 1024,
}

/** A gap above this many ticks is a stall of the process: sockets are read once more before time goes on. */
export const STALL_TICKS = 4

/** A machine this far behind must catch up before more is promised. */
export const MAX_UNAPPLIED = 1_000

/** When a snapshot is taken, and how much log in memory stops proposals until one is. */
export interface SnapshotLimits {
  /** Since the last one of the group: entries, or bytes of their commands. */
  readonly entries: number
  readonly bytes: number
  /** Behind the snapshot of one group, then of all groups together. */
  readonly logEntries: number
  readonly logBytes: number
  readonly nodeBytes: number
  /** Characters of a document that one turn of the loop makes. */
  readonly sliceChars: number
}

/** As much as one log file holds; a restart replays no more than that of a group. */
export const SNAPSHOT_LIMITS: SnapshotLimits = {
  entries: 4_096,
  bytes: 4 * 1024 * 1024,
  logEntries: 10_000,
  logBytes: 16 * 1024 * 1024,
  nodeBytes: 256 * 1024 * 1024,
  // A few milliseconds, a fraction of a tick also on a slow computer.
  sliceChars: 256 * 1024,
}

/** Chunks of one snapshot on their way at once. */
export const SNAPSHOT_WINDOW = 4
/** A stream that hears nothing offers its snapshot anew; several beats, so that a slow link is no lost one. */
export const STREAM_RETRY_MS = 500
/** Offers without any answer before the core is told that it failed. */
export const STREAM_TRIES = 10
/** A receiver that hears nothing for this long forgets what it holds: longer than a sender ever keeps trying. */
export const STREAM_IDLE_MS = 2 * STREAM_RETRY_MS * STREAM_TRIES

/** Senders outside the configuration whose node is remembered per group: one is normal, two are rare. */
export const MAX_STRANGERS = 8
/** Questions to other nodes without an answer yet. */
export const MAX_OPEN_CALLS = 5_000
/** Below the frame limit by far more than a header. */
export const MAX_CALL_BYTES = 3 * 1024 * 1024

/**
 * A voter counts as heard for this long after its last frame. Without a leader every voter sends at least
 * once per longest election timeout.
 */
export const HEARD_TICKS = 2 * ELECTION_TICKS

/** Events a node keeps for a slow or lost telemetry pipe: about 2 MB. What comes on top is counted as lost. */
export const MAX_QUEUED_EVENTS = 10_000
/** Events of one line on the pipe, so that no line is above a megabyte. */
export const MAX_EVENTS_PER_LINE = 500
/**
 * Real milliseconds since the last flush: a cycle that ends `after` them flushes; without one, a timer does at
 * `latest`. News go out a little faster than ticks come, so that a wake tells them and telling needs
 * no wakes of its own. Beats alone can wait for several to fill a line.
 */
export const FLUSH_MS = {
  story: { after: 5, latest: 5 },
  news: { after: 20, latest: 40 },
  quiet: { after: 200, latest: 250 },
} as const
/** Frames told singly in one real second; the rest is counted. */
export const MAX_RPC_PER_SECOND = 400
/** Real milliseconds between samples of what has no events of its own. */
export const TIMERS_SAMPLE_MS = 250
export const PROGRESS_SAMPLE_MS = 50
export const HEALTH_SAMPLE_MS = 1_000
/** Commands put into words at once when more are appended or applied than a screen shows. */
export const MAX_RUSH_LABELS = 16
