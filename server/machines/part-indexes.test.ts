import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../shared/ids.ts'
import { isIndex, partsIn } from '../../shared/part-index.ts'
import type { AppendCommand } from '../../shared/protocol/queue.ts'
import { createPartition } from './partition.ts'
import type { Partition } from './partition.ts'
import { retrieveFrom, shelve } from './reading.fixture.ts'

const LIMITS = { messages: 2, bytes: 1_000, perIndex: 3 }
/** Messages of a full index. */
const SPAN = LIMITS.messages * LIMITS.perIndex

const append = (messages: readonly string[]): AppendCommand => ({
  op: 'append',
  producer: { id: 1, name: 'p' },
  messages: [...messages],
  at: 0,
})
const texts = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, place) => `${from + place}`)

function holding(count: number, limits = LIMITS): Partition {
  const partition = createPartition(limits)
  partition.apply(append(texts(1, count)), 1)
  return partition
}
const namesOf = (partition: Partition): string[] => partition.parts().map(({ name }) => name)

/** What a partition without indexes would have written: each segment by its name. */
function withoutIndexes(partition: Partition, shelf: ReadonlyMap<string, string>): Json {
  const segments = partition
    .parts()
    .flatMap((part) => (isIndex(part) ? partsIn(shelf.get(part.name) ?? '') : [part]))
  const sealed = segments.map(({ name, bytes, crc }) => {
    const [, first, last] = name.split('-').map(Number)
    return { first, last, bytes, crc }
  })
  const snapshot = JSON.parse(JSON.stringify(partition.snapshot()))
  delete snapshot.state.messages.indexes
  snapshot.state.messages.sealed = sealed
  return snapshot
}

describe('an index', () => {
  it('takes the place of each full run of segments, and comes behind them', () => {
    const partition = holding(2 * SPAN + 2)
    expect(namesOf(partition)).toEqual([
      'idx-000000000001-000000000006',
      'idx-000000000007-000000000012',
      'seg-000000000013-000000000014',
    ])
    const fresh = partition.freshParts().map(({ meta }) => meta.name.slice(0, 3))
    expect(fresh).toEqual(['seg', 'seg', 'seg', 'idx', 'seg', 'seg', 'seg', 'idx', 'seg'])
  })

  it('names its segments with their lengths and checksums', () => {
    const partition = holding(SPAN)
    const [index] = partition.parts()
    const named = partsIn(partition.partText(index?.name ?? '') ?? '')
    expect(named).toEqual(
      partition
        .freshParts()
        .map(({ meta }) => meta)
        .slice(0, LIMITS.perIndex),
    )
  })

  it('leads a reader to its segments, one part at a time', () => {
    const shelf = new Map<string, string>()
    const partition = holding(SPAN + 1)
    shelve(partition, shelf)
    expect(partition.retrieve(3, 1, new Map())).toEqual({
      kind: 'needs',
      part: 'idx-000000000001-000000000006',
    })
    for (let after = 0; after <= SPAN; after += 1)
      expect(retrieveFrom(partition, after, 9, shelf).messages.map(({ message }) => message)).toEqual(
        texts(after + 1, SPAN + 1 - after),
      )
  })

  it('is the same whenever snapshots were taken and restored, with or without texts released', () => {
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.nat({ max: 40 }), fc.boolean(), (before, after, released) => {
        const early = holding(before)
        if (released) shelve(early, new Map())
        const restored = createPartition(LIMITS)
        restored.restore(early.snapshot())
        restored.apply(append(texts(before + 1, after)), 2)
        expect(restored.parts()).toEqual(holding(before + after).parts())
      }),
    )
  })

  it('keeps a snapshot as small as the roots of what is sealed', () => {
    const sizes = [10_000, 20_000].map((count) => {
      const partition = holding(count, { messages: 1, bytes: 1_000, perIndex: 100 })
      return JSON.stringify([partition.parts(), partition.snapshot()]).length
    })
    // A hundred indexes, then two hundred: a line for each of them in both.
    expect(sizes[0]).toBeLessThan(20_000)
    expect(sizes[1]).toBeLessThan(40_000)
  })

  it('of segments that an older snapshot names one by one is made when that is opened, with the same bytes', () => {
    const shelf = new Map<string, string>()
    const partition = holding(2 * SPAN + 3)
    const fresh = partition.freshParts()
    shelve(partition, shelf)
    const opened = createPartition(LIMITS)
    opened.restore(withoutIndexes(partition, shelf))
    expect(opened.parts()).toEqual(partition.parts())
    expect(opened.freshParts()).toEqual(fresh.filter(({ meta }) => isIndex(meta)))
    expect(JSON.stringify(opened.snapshot())).toBe(JSON.stringify(partition.snapshot()))
    expect(retrieveFrom(opened, 0, 99, shelf)).toEqual(retrieveFrom(partition, 0, 99, shelf))
  })
})
