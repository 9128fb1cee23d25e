// Replicas that come to a crashing node and leave it again. One whose placing was acknowledged is there after
// every crash, with what it wrote; one whose removal was acknowledged never is (B61).

import type { RunningStorage } from './run-storage.ts'
import { assert } from '../../shared/assert.ts'

export const GUEST_GROUP = 9

export interface CrashGuests {
  /** The one that lives here for sure. */
  present(): number | null
  /** A new id, on its way in. */
  arriving(): number
  arrived(id: number): void
  wrote(id: number): void
  leaving(id: number): void
  left(id: number): void
  gone(): readonly number[]
  settle(found: RunningStorage): void
}

const FIRST_ID = 100

export function createCrashGuests(): CrashGuests {
  const must = new Set<number>()
  const may = new Set<number>()
  const gone = new Set<number>()
  const written = new Set<number>()
  let next = FIRST_ID

  return {
    present: () => [...must][0] ?? null,
    arriving() {
      next += 1
      may.add(next)
      return next
    },
    arrived: (id) => void must.add(id),
    wrote: (id) => void written.add(id),
    leaving: (id) => void must.delete(id),
    left(id) {
      may.delete(id)
      gone.add(id)
    },
    gone: () => [...gone],
    settle({ replicas }) {
      const found = replicas.filter(({ record }) => record.group === GUEST_GROUP)
      const ids = new Set(found.map(({ record }) => record.replica))
      for (const id of must) assert(ids.has(id), () => `replica ${id} was acknowledged and is gone`)
      for (const id of ids) assert(may.has(id), () => `replica ${id} was removed and is back`)
      for (const { record, log } of found) {
        assert(log.length === 1 || !written.has(record.replica), 'what a guest wrote is there')
      }
      must.clear()
      may.clear()
      for (const id of ids) {
        must.add(id)
        may.add(id)
      }
    },
  }
}
