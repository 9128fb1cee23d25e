import { describe, expect, it } from 'vitest'
import { err, ok } from '../../shared/result.ts'
import { createPartition } from '../machines/partition.ts'
import type { Partition } from '../machines/partition.ts'
import { shelve } from '../machines/reading.fixture.ts'
import { SealedParts } from './sealed-parts.ts'

const GROUP = 50

/** A partition of so many segments of two messages, all released into files that count who reads them. */
function onDisk(segments: number) {
  const partition = createPartition({ messages: 2, bytes: 1_000, perIndex: 256 })
  const messages = Array.from({ length: 2 * segments }, (_, place) => `${place + 1}`)
  partition.apply({ op: 'append', producer: { id: 1, name: 'p' }, messages, at: 0 }, 1)
  const shelf = new Map<string, string>()
  shelve(partition, shelf)
  const reads: string[] = []
  const sealed = new SealedParts({
    readPart(group, name) {
      reads.push(`${group} ${Number(name.slice(4, 16))}`)
      const text = shelf.get(name)
      return Promise.resolve(text === undefined ? err({ message: `no ${name}` }) : ok(text))
    },
  })
  return { partition, shelf, reads, sealed }
}
const textsOf = async (sealed: SealedParts, partition: Partition, from: number, count: number) => {
  const read = await sealed.read(GROUP, partition, (atHand) => partition.messages(from, count, atHand))
  return read.ok ? read.value.map(({ message }) => message) : read.error.message
}

describe('reading sealed segments', () => {
  it('reads across files, and each of them once, also for two readers at the same time', async () => {
    const { partition, reads, sealed } = onDisk(3)
    const both = [textsOf(sealed, partition, 2, 4), textsOf(sealed, partition, 1, 6)]
    expect(await Promise.all(both)).toEqual([
      ['2', '3', '4', '5'],
      ['1', '2', '3', '4', '5', '6'],
    ])
    expect(reads).toEqual(['50 1', '50 3', '50 5'])
  })

  it('asks no file while the machine still has the text', async () => {
    const { reads, sealed } = onDisk(0)
    const fresh = createPartition({ messages: 2, bytes: 1_000, perIndex: 256 })
    fresh.apply({ op: 'append', producer: { id: 1, name: 'p' }, messages: ['a', 'b', 'c'], at: 0 }, 1)
    expect(await textsOf(sealed, fresh, 1, 3)).toEqual(['a', 'b', 'c'])
    expect(reads).toEqual([])
  })

  it('keeps the eight segments used last, and serves a reader that needs more', async () => {
    const { partition, reads, sealed } = onDisk(10)
    expect(await textsOf(sealed, partition, 1, 20)).toHaveLength(20)
    expect(reads).toHaveLength(10)
    await textsOf(sealed, partition, 5, 2)
    expect(reads).toHaveLength(10)
    await textsOf(sealed, partition, 1, 2)
    await textsOf(sealed, partition, 5, 2)
    await textsOf(sealed, partition, 7, 2)
    expect(reads.slice(10)).toEqual(['50 1', '50 7'])
  })

  it('says so when a file cannot be read, and tries again at the next time', async () => {
    const { partition, shelf, sealed } = onDisk(1)
    const [name = '', text = ''] = [...shelf][0] ?? []
    shelf.clear()
    expect(await textsOf(sealed, partition, 1, 1)).toBe(`no ${name}`)
    shelf.set(name, text)
    expect(await textsOf(sealed, partition, 1, 1)).toEqual(['1'])
  })
})
