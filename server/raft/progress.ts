// What a leader knows of one follower, and how fast it may send to it. Probe: the end of the follower's log is a
// guess, so one append, then wait. Replicate: it is known, so appends follow each other up to the limits in
// flight. Snapshot: what it needs is compacted, so nothing is sent until it has the snapshot. Compare etcd-io/raft
// `tracker/progress.go`.

import { assert } from '../../shared/assert.ts'
import type { LogIndex } from './types.ts'

interface InFlight {
  readonly last: LogIndex
  readonly bytes: number
}

export interface Progress {
  /** Numbers this incarnation; answers to another one count for nothing (B27). */
  readonly session: number
  state: 'probe' | 'replicate' | 'snapshot'
  /** Highest index known to be durable there and equal to the leader's. */
  match: LogIndex
  /** First index of the next append; always above `match`. */
  next: LogIndex
  /** Probe only: its one append is on the way, or a snapshot has ended. A heartbeat answer sends another (B35). */
  paused: boolean
  /** Replicate only: appends without an answer, oldest first. */
  inflight: InFlight[]
  inflightBytes: number
  /** Highest commit index that an append has told it, so that an empty one is sent only with news. */
  toldCommit: LogIndex
  /** Highest read token it has echoed. */
  echoed: number
  /** Tick at which it was last heard. */
  heardAt: number
  /** Index of the configuration that left it out; 0: it is a member. */
  leftAt: LogIndex
}

export const newProgress = (session: number, next: LogIndex, now: number): Progress => ({
  session,
  state: 'probe',
  match: 0,
  next,
  paused: false,
  inflight: [],
  inflightBytes: 0,
  toldCommit: 0,
  echoed: 0,
  heardAt: now,
  leftAt: 0,
})

export const cloneProgress = (progress: Progress): Progress => ({
  ...progress,
  inflight: [...progress.inflight],
})

export interface InFlightLimits {
  readonly maxInflight: number
  readonly maxInflightBytes: number
}

/** The byte limit never stops the first one, or a large entry could never be sent. */
export const isFull = (progress: Progress, limits: InFlightLimits): boolean =>
  progress.inflight.length >= limits.maxInflight ||
  (progress.inflight.length > 0 && progress.inflightBytes >= limits.maxInflightBytes)

export function noteSent(progress: Progress, last: LogIndex, bytes: number): void {
  if (progress.state === 'probe') {
    progress.paused = true
    return
  }
  if (last < progress.next) return
  progress.next = last + 1
  progress.inflight.push({ last, bytes })
  progress.inflightBytes += bytes
}

/**
 * True if the follower is now known to have more than before. Old and doubled answers move nothing (B25, B26).
 * A snapshot is over once entries from `base` on, the oldest place known here, can follow.
 */
export function acknowledge(progress: Progress, match: LogIndex, base: LogIndex): boolean {
  if (match < progress.match) return false
  const advanced = match > progress.match
  progress.match = match
  progress.next = Math.max(progress.next, match + 1)
  if (progress.state === 'replicate') freeUpTo(progress, match)
  else if (progress.state === 'probe' || match >= base) becomeReplicate(progress)
  return advanced
}

/**
 * A refusal counts only above what is known to match, and in Probe only if it is about the newest probe; any
 * other is old (B25). True if it counted: then the next append is a probe from `retryFrom` or further back.
 */
export function refuse(progress: Progress, rejectPrev: LogIndex, retryFrom: LogIndex): boolean {
  if (rejectPrev <= progress.match || progress.state === 'snapshot') return false
  if (progress.state === 'replicate') {
    becomeProbe(progress)
    return true
  }
  if (rejectPrev !== progress.next - 1) return false
  progress.next = Math.max(Math.min(rejectPrev, retryFrom), progress.match + 1)
  progress.paused = false
  return true
}

/** What was on the way may be lost: back to what is certain. */
export function becomeProbe(progress: Progress): void {
  progress.state = 'probe'
  progress.paused = false
  progress.inflight = []
  progress.inflightBytes = 0
  progress.next = progress.match + 1
  progress.toldCommit = 0
}

/** Nothing more is sent until the snapshot up to `index` is acknowledged, or said to have failed. */
export function becomeSnapshot(progress: Progress, index: LogIndex): void {
  becomeProbe(progress)
  progress.state = 'snapshot'
  progress.next = index + 1
}

/** The hosts are done. Waits for the acknowledgement, or for a sign of life before another try. */
export function endSnapshot(progress: Progress, ok: boolean): void {
  if (progress.state !== 'snapshot') return
  const { next } = progress
  becomeProbe(progress)
  if (ok) progress.next = Math.max(next, progress.next)
  progress.paused = true
}

function becomeReplicate(progress: Progress): void {
  progress.state = 'replicate'
  progress.paused = false
  progress.next = progress.match + 1
}

function freeUpTo(progress: Progress, match: LogIndex): void {
  let freed = 0
  for (const sent of progress.inflight) {
    if (sent.last > match) break
    progress.inflightBytes -= sent.bytes
    freed += 1
  }
  if (freed > 0) progress.inflight.splice(0, freed)
  assert(progress.inflightBytes >= 0, 'more bytes freed than sent')
}
