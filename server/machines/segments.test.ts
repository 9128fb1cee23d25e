import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import type { AppendCommand } from '../../shared/protocol/queue.ts'
import { createPartition } from './partition.ts'
import type { Partition } from './partition.ts'
import { fittingIn, messagesOf, retrieveFrom, shelve } from './reading.fixture.ts'
import { SEGMENT_LIMITS } from './segments.ts'

const append = (messages: string[]): AppendCommand => ({
  op: 'append',
  producer: { id: 1, name: 'p' },
  messages,
  at: 0,
})
const numbers = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, position) => `${from + position}`)
const small = { messages: 4, bytes: 60, perIndex: 3 }

/** Appends in batches of these sizes, the messages being `1`, `2`, ... */
function fed(partition: Partition, batches: readonly number[]): Partition {
  let index = 0
  for (const size of batches) {
    const from = partition.last() + 1
    partition.apply(append(numbers(from, size)), ++index)
  }
  return partition
}
const namesOf = (partition: Partition): string[] => partition.parts().map(({ name }) => name)

describe('sealing', () => {
  it('ends a segment after 1,000 messages, wherever batches end', () => {
    const partition = fed(createPartition(), [500, 400, 450, 500, 150])
    expect(namesOf(partition)).toEqual(['seg-000000000001-000000001000', 'seg-000000001001-000000002000'])
    expect(partition.last()).toBe(2000)
  })

  it('ends a segment with the message that makes it 256 KiB of text', () => {
    const partition = createPartition()
    const half = 'x'.repeat(SEGMENT_LIMITS.bytes / 2 - 2)
    partition.apply(append([half]), 1)
    expect(namesOf(partition)).toEqual([])
    partition.apply(append([half, 'more']), 2)
    expect(namesOf(partition)).toEqual(['seg-000000000001-000000000002'])
  })

  it('B: cuts where the messages say, not where batches or snapshots do, also after a restore', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(cuts, fc.nat({ max: 12 }), (batches, moment) => {
        const total = batches.reduce((sum, size) => sum + size, 0)
        const whole = fed(createPartition(small), [total])
        const early = fed(createPartition(small), batches.slice(0, moment))
        shelve(early, new Map())
        const restored = createPartition(small)
        restored.restore(early.snapshot())
        let index = moment
        for (const size of batches.slice(moment)) {
          index += 1
          restored.apply(append(numbers(restored.last() + 1, size)), index)
        }
        expect(restored.parts()).toEqual(whole.parts())
      }),
    )
  })

  it('leaves the snapshot with the newest messages and a line per segment', () => {
    const partition = createPartition()
    const text = 'x'.repeat(200)
    for (let index = 1; index <= 8; index++) partition.apply(append(Array(500).fill(text)), index)
    expect(partition.parts().reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(800_000)
    expect(JSON.stringify(partition.snapshot()).length).toBeLessThan(2_000)
  })
})

describe('reading what is sealed', () => {
  const released = () => {
    const shelf = new Map<string, string>()
    const partition = fed(createPartition(small), [11])
    shelve(partition, shelf)
    return { partition, shelf }
  }

  it('names the segment it needs, and reads once that is at hand', () => {
    const { partition, shelf } = released()
    expect(partition.retrieve(5, 10, new Map())).toEqual({
      kind: 'needs',
      part: 'seg-000000000005-000000000008',
    })
    expect(retrieveFrom(partition, 5, 10, shelf).messages.map(({ message }) => message)).toEqual(
      numbers(6, 6),
    )
    expect(partition.retrieve(8, 10, new Map())).toMatchObject({ kind: 'read', value: { next: 11 } })
    expect(partition.retrieve(20, 10, new Map())).toMatchObject({ kind: 'read', value: { messages: [] } })
  })

  it('gives every page alike, sealed or not, released or restored', () => {
    const { partition, shelf } = released()
    const fresh = fed(createPartition({ messages: 1_000, bytes: 1e9, perIndex: 256 }), [11])
    const restored = createPartition(small)
    restored.restore(partition.snapshot())
    for (let after = 0; after <= 11; after++) {
      for (let max = 1; max <= 12; max++) {
        const expected = retrieveFrom(fresh, after, max)
        expect(retrieveFrom(partition, after, max, shelf)).toEqual(expected)
        expect(retrieveFrom(restored, after, max, shelf)).toEqual(expected)
        expect(messagesOf(restored, after + 1, max, shelf)).toEqual(expected.messages)
      }
    }
  })

  it('measures what fits into an answer by the messages of the segment too', () => {
    const shelf = new Map<string, string>()
    const partition = createPartition()
    const big = 'x'.repeat(200 * 1024)
    for (let index = 1; index <= 4; index++) partition.apply(append([big]), index)
    shelve(partition, shelf)
    expect(partition.parts()).toHaveLength(2)
    expect(fittingIn(partition, 1, 10, shelf)).toBe(2)
    expect(fittingIn(partition, 1, 1, shelf)).toBe(1)
  })
})
