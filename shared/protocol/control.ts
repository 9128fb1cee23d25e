// The Socket.io contract between control server and viewers: one table. Commands do not travel here:
// they are requests of the control API, so that a button, a script and a test do the same thing.

import type { ClusterView } from '../cluster-view.ts'
import type { TraceEvent } from '../trace.ts'

export type Rights = 'drive' | 'watch'

/** The whole picture up to `view.seq`; batches continue from there. */
export interface Snapshot {
  readonly view: ClusterView
  /** Story events before the snapshot, oldest first: the feed is not empty after a reload. */
  readonly story: readonly TraceEvent[]
  /** How many events one of the story stands for, by its `seq`, where repetitions were joined. */
  readonly repeats: Readonly<Record<number, number>>
  readonly rights: Rights
  /** Names one life of the control server. Another run: everything before is void. */
  readonly run: string
  readonly version: string
}

/**
 * Covers every event with `from <= seq <= to`. Background events in that span are left out, so
 * `events` may have gaps; a gap between two spans means that a batch was missed.
 */
export interface Batch {
  readonly from: number
  readonly to: number
  /** Server's cluster and wall time when the batch left. */
  readonly at: number
  readonly wallAt: number
  readonly events: readonly TraceEvent[]
}

export interface ServerToViewer {
  snapshot: (snapshot: Snapshot) => void
  /** Acknowledged by the viewer; one that is too far behind gets a snapshot instead of more batches. */
  batch: (batch: Batch, acknowledge: () => void) => void
}

export interface ViewerToServer {
  /** Asks for a fresh snapshot: after a gap, or when a hidden tab returns. */
  resync: () => void
}

/** Batches leave about 20 times a second (a measured optimum between delay and cost per viewer). */
export const BATCH_MS = 50
/** A viewer with this many unacknowledged batches is skipped and later gets a snapshot. */
export const MAX_UNACKNOWLEDGED = 40
/** Story events sent along with a snapshot. */
export const SNAPSHOT_STORY = 200
/** Path of Socket.io on the control port. */
export const SOCKET_PATH = '/socket.io'
