// Group commit without a timer: while one write is in flight the records of all groups collect, and leave
// together with the next one. Completions come in order; anything else is a gap and ends the process (B40).

import type { ReplicaId } from '../../shared/ids.ts'
import type { PutRecord } from '../storage/port.ts'
import { assert } from '../../shared/assert.ts'

export interface Batches {
  add(record: PutRecord): void
  /** Null while a write is in flight, or when there is nothing to write. */
  take(): readonly PutRecord[] | null
  complete(batch: readonly PutRecord[]): void
  /** What this replica wanted written is wanted no more; what is in flight still completes. */
  drop(replica: ReplicaId): void
}

/** What a record costs besides its entries: hard state, numbers, the envelope of its line. */
const RECORD_BYTES = 256

export function createBatches(maxBytes: number): Batches {
  let pending: PutRecord[] = []
  let inFlight: readonly PutRecord[] | null = null
  return {
    add: (record) => void pending.push(record),
    take() {
      if (inFlight !== null || pending.length === 0) return null
      let bytes = 0
      let count = 0
      for (const record of pending) {
        bytes += sizeOf(record)
        if (count > 0 && bytes > maxBytes) break
        count += 1
      }
      inFlight = pending.slice(0, count)
      pending = pending.slice(count)
      return inFlight
    },
    complete(batch) {
      assert(inFlight !== null, 'a write completed while none was in flight')
      assert(batch === inFlight, 'the write that completed is not the one in flight')
      inFlight = null
    },
    drop: (replica) => void (pending = pending.filter((record) => record.replica !== replica)),
  }
}

function sizeOf(record: PutRecord): number {
  let bytes = RECORD_BYTES
  for (const entry of record.persist.append) bytes += entry.kind === 'cmd' ? entry.bytes : RECORD_BYTES
  return bytes
}
