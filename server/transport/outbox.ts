// Frames that wait for the next write to one peer, by lane. Bounded in bytes: Raft tolerates loss, not
// unbounded memory. Pure.

import type { Lane } from './frame-kinds.ts'
import type { OutgoingFrame } from './port.ts'
import { BULK_LANE, LANES, laneOf } from './frame-kinds.ts'

/** Two windows of appends to one follower (4 MiB in flight) fit; a peer that lost more starts over anyway. */
export const MAX_OUTBOX_BYTES = 8 * 1024 * 1024
/** More than a socket takes at once; what is urgent gets its turn after each write. */
const MAX_WRITE_BYTES = 1024 * 1024

export interface Queued {
  readonly frame: OutgoingFrame
  readonly number: number
  readonly sentAt: number
  /** On the wire, header included. */
  readonly bytes: number
}

export class Outbox {
  private readonly lanes: Record<Lane, Queued[]> = { 0: [], 1: [], 2: [], 3: [], 4: [] }
  private bytesWaiting = 0
  private framesWaiting = 0

  get bytes(): number {
    return this.bytesWaiting
  }
  get frames(): number {
    return this.framesWaiting
  }

  push(queued: Queued): void {
    this.lanes[laneOf(queued.frame.kind)].push(queued)
    this.bytesWaiting += queued.bytes
    this.framesWaiting += 1
  }

  /** The frames of the next write, lanes in order; at most one bulk frame, and only as the last (B79). */
  take(): Queued[] {
    const taken: Queued[] = []
    let room = MAX_WRITE_BYTES
    for (const number of LANES) {
      const lane = this.lanes[number]
      let count = 0
      const most = number === BULK_LANE ? 1 : lane.length
      while (count < most && room > 0) {
        room -= lane[count]?.bytes ?? 0
        count += 1
      }
      taken.push(...lane.splice(0, count))
    }
    this.left(taken)
    return taken
  }

  items(): readonly Queued[] {
    return LANES.flatMap((lane) => this.lanes[lane])
  }

  /** This one, before its turn. */
  pick(number: number): Queued | null {
    for (const lane of LANES) {
      const at = this.lanes[lane].findIndex((queued) => queued.number === number)
      if (at < 0) continue
      const picked = this.lanes[lane].splice(at, 1)
      this.left(picked)
      return picked[0] ?? null
    }
    return null
  }

  /** Everything, lanes in order. */
  clear(): Queued[] {
    const taken = LANES.flatMap((lane) => this.lanes[lane].splice(0))
    this.left(taken)
    return taken
  }

  private left(taken: readonly Queued[]): void {
    this.framesWaiting -= taken.length
    for (const { bytes } of taken) this.bytesWaiting -= bytes
  }
}
