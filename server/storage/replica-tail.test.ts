import { describe, expect, it } from 'vitest'
import type { HeadGroup } from './records.ts'
import type { ReplicaTail } from './replica-tail.ts'
import { createTail, freshHead } from './replica-tail.ts'
import { command, GROUP, put, puts, REPLICA, snapshotOf } from './storage-fixtures.ts'

const snapAt = (index: number, term: number) => snapshotOf(index, term, 'state').meta
const tailOf = (changes: Partial<HeadGroup> = {}): ReplicaTail =>
  createTail({ ...freshHead(GROUP, REPLICA), ...changes })

describe('where a log stands', () => {
  it('after a snapshot from a leader that drops what stands behind it, is written with that cut (B50)', () => {
    const tail = tailOf()
    tail.apply(puts(1, 5))
    const foreign = put({ snap: snapAt(3, 2) })
    const complete = tail.complete(foreign)
    expect(complete.persist.truncateFrom).toBe(4)
    expect(tail.apply(complete)).toBeNull()
    expect(tail.head().last).toEqual([3, 2])
  })

  it('needs no cut for a snapshot of its own, nor for one behind its end', () => {
    for (const meta of [snapAt(3, 1), snapAt(5, 1), snapAt(9, 4)]) {
      const tail = tailOf()
      tail.apply(puts(1, 5))
      const record = put({ snap: meta })
      expect(tail.complete(record)).toBe(record)
    }
  })

  it('replayed without its oldest files, does not take an old snapshot for one that drops everything', () => {
    // The file begins when entries up to 10 were known; a snapshot of 8 came later, one of 12 last.
    const tail = tailOf({ last: [10, 2], snap: snapAt(4, 1) })
    const records = [
      puts(11, 12, 2),
      put({ snap: snapAt(8, 1) }),
      puts(13, 13, 2),
      put({ snap: snapAt(12, 2) }),
    ]
    expect(records.map((record) => tail.apply(record))).toEqual([null, null, null, null])
    expect(tail.head()).toMatchObject({ last: [13, 2], snap: { index: 12 } })
    expect(tail.unknownUpTo()).toBeLessThanOrEqual(12)
  })

  it('after a cut behind the oldest file, learns the term there from the next head', () => {
    const tail = tailOf({ last: [7, 1], snap: snapAt(4, 1) })
    tail.apply(put({ truncateFrom: 6 }))
    expect(tail.head().last).toEqual([5, 0])
    tail.learn({ ...freshHead(GROUP, REPLICA), last: [5, 1] })
    expect(tail.head().last).toEqual([5, 1])
  })

  it('keeps what stands behind its own snapshot where the term is not known any more', () => {
    const tail = tailOf({ last: [7, 1], snap: snapAt(4, 1) })
    tail.apply(put({ truncateFrom: 6, append: [command(6, 2), command(7, 2)] }))
    tail.apply(put({ snap: snapAt(5, 1) }))
    expect(tail.head().last).toEqual([7, 2])
  })

  it('is told in the terms behind the snapshot only, however many there were before', () => {
    const tail = tailOf()
    for (let index = 1; index <= 1000; index++) tail.apply(puts(index, index, index))
    tail.apply(put({ snap: snapAt(900, 900) }))
    expect(tail.apply(put({ truncateFrom: 951 }))).toBeNull()
    expect(tail.head().last).toEqual([950, 950])
  })

  it('cut back to its snapshot, knows the term there, also without the files that held the entry (B47)', () => {
    const tail = tailOf({ last: [10, 1], snap: snapAt(8, 1) })
    expect(tail.apply(put({ truncateFrom: 9 }))).toBeNull()
    expect(tail.head().last).toEqual([8, 1])
    expect(tail.unknownUpTo()).toBe(8)
  })
})
