// Reading a partition in tests, as its host does: a segment that is named is brought and the read tried
// again, from memory or from what the test kept when it released it.

import { assert } from '../../shared/assert.ts'
import type { Offset } from '../../shared/ids.ts'
import type { Retrieved, StoredMessage } from '../../shared/protocol/queue.ts'
import type { PartsAtHand, Reading } from './messages.ts'
import type { Partition } from './partition.ts'
import { parsePart } from './segments.ts'
import type { Index, Run } from './segments.ts'

/** Files by name, as a host keeps them. */
export type Shelf = ReadonlyMap<string, string>
const NOTHING: Shelf = new Map()

function readAll<T>(partition: Partition, shelf: Shelf, read: (atHand: PartsAtHand) => Reading<T>): T {
  const atHand = new Map<string, Run | Index>()
  for (;;) {
    const reading = read(atHand)
    if (reading.kind === 'read') return reading.value
    const { part } = reading
    assert(!atHand.has(part), () => `${part} was brought already`)
    const text = partition.partText(part) ?? shelf.get(part)
    assert(text !== undefined, () => `nobody has ${part}`)
    atHand.set(part, parsePart(part, text))
  }
}

export const retrieveFrom = (partition: Partition, after: Offset, max: number, shelf = NOTHING): Retrieved =>
  readAll(partition, shelf, (atHand) => partition.retrieve(after, max, atHand))

export const messagesOf = (
  partition: Partition,
  from: Offset,
  count: number,
  shelf = NOTHING,
): readonly StoredMessage[] => readAll(partition, shelf, (atHand) => partition.messages(from, count, atHand))

export const fittingIn = (partition: Partition, consumer: number, max: number, shelf = NOTHING): number =>
  readAll(partition, shelf, (atHand) => partition.fitting(consumer, max, atHand))

/** What a host does at a snapshot: writes what is sealed, then lets the machine forget it. */
export function shelve(partition: Partition, shelf: Map<string, string>): void {
  const fresh = partition.freshParts()
  for (const { meta, text } of fresh) shelf.set(meta.name, text)
  partition.releaseParts(fresh.map(({ meta }) => meta.name))
}
