import { describe, expect, it } from 'vitest'
import { MARGIN_BYTES, MARGIN_ENTRIES } from '../raft/limits.ts'
import type { PutRecord } from './port.ts'
import { MARGIN, marginOf } from './margin.ts'
import { appendNow, command, GROUP, memoryBench, opened, put, puts, snapshotOf } from './storage-fixtures.ts'

const snapAt = (index: number, term = 1) => snapshotOf(index, term, index).meta
const run = (from: number, to: number, term = 1) => puts(from, to, term).persist.append

/** Indexes of the margin and of the log after a restart; a record that names a snapshot is written behind its files. */
function recovered(records: readonly PutRecord[]) {
  const { disk, open } = memoryBench()
  const storage = opened(open())
  for (const record of records) {
    const { snap } = record.persist
    if (snap !== null) storage.saveSnapshot(GROUP, snapshotOf(snap.index, snap.term, snap.index), () => {})
    disk.settle()
    appendNow(disk, storage, [record])
  }
  disk.crash({ kind: 'keep' })
  const [replica] = opened(open()).replicas
  const indexes = [replica?.margin, replica?.log].map((list) => list?.map(({ index }) => index))
  return { margin: indexes[0], log: indexes[1] }
}

describe('what the log files hold up to a snapshot', () => {
  it('is found again at a start, over several snapshots, and the log goes on behind', () => {
    const found = recovered([
      puts(1, 6),
      put({ snap: snapAt(3) }),
      puts(7),
      put({ snap: snapAt(5) }),
      puts(8),
    ])
    expect(found).toEqual({ margin: [1, 2, 3, 4, 5], log: [6, 7, 8] })
  })

  it('is nothing when the snapshot lies behind the end, and grows anew from the next one', () => {
    expect(recovered([puts(1, 4), put({ snap: snapAt(9, 2) })])).toEqual({ margin: [], log: [] })
    const next = recovered([
      puts(1, 4),
      put({ snap: snapAt(9, 2) }),
      put({ append: run(10, 12, 2) }),
      put({ snap: snapAt(11, 2) }),
    ])
    expect(next).toEqual({ margin: [10, 11], log: [12] })
  })

  it('B50: is nothing when the log held another entry at the place of the snapshot', () => {
    expect(recovered([puts(1, 6), put({ snap: snapAt(4, 2), truncateFrom: 5 })])).toEqual({
      margin: [],
      log: [],
    })
  })

  it('keeps no entry that was cut and written anew before the snapshot', () => {
    const again = put({ truncateFrom: 3, append: run(3, 5, 2) })
    expect(recovered([puts(1, 6), again, put({ snap: snapAt(5, 2) })])).toEqual({
      margin: [1, 2, 3, 4, 5],
      log: [],
    })
    const entries = [...run(1, 2), ...run(3, 5, 2)]
    expect(marginOf(snapAt(5, 2), entries).map(({ term }) => term)).toEqual([1, 1, 2, 2, 2])
  })

  it('is as much as a core keeps, in entries and in bytes, and has no hole', () => {
    expect(MARGIN).toEqual({ entries: MARGIN_ENTRIES, bytes: MARGIN_BYTES })
    // One more: it is where the first of them follows.
    expect(marginOf(snapAt(5_000), run(1, 6_000))).toHaveLength(MARGIN_ENTRIES + 1)
    const half = Array.from({ length: 9 }, (_, at) => command(at + 1, 1, 'x'.repeat(MARGIN_BYTES / 2 - 100)))
    expect(marginOf(snapAt(9), half).map(({ index }) => index)).toEqual([7, 8, 9])
    expect(marginOf(snapAt(6), [...run(1, 3), ...run(5, 7)]).map(({ index }) => index)).toEqual([5, 6])
  })
})
