import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AppendCommand, ConsumeCommand, PartitionCommand } from '../../shared/protocol/queue.ts'
import type { Request } from '../../shared/protocol/request.ts'
import { machineContract, textOf } from './machine.contract.ts'
import { createPartition } from './partition.ts'
import type { Partition } from './partition.ts'
import { fittingIn, retrieveFrom } from './reading.fixture.ts'

const at = 0
const append = (messages: string[], id = 1, name = 'p', sequence?: number): AppendCommand => ({
  op: 'append',
  producer: { id, name },
  messages,
  at,
  ...(sequence === undefined ? {} : { sequence }),
})
const consume = (consumer: number, max = 1, request?: Request): ConsumeCommand => ({
  op: 'consume',
  consumer,
  max,
  at,
  ...(request === undefined ? {} : { request }),
})
const setOffset = (consumer: number, offset: number | 'start' | 'end'): PartitionCommand => ({
  op: 'setOffset',
  consumer,
  offset,
  at,
})

const requestId = fc.constantFrom('r1', 'r2', 'r3')
const consumerId = fc.integer({ min: 1, max: 2 })
const batch = fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 })
const bare: fc.Arbitrary<PartitionCommand> = fc.oneof(
  fc.tuple(batch, fc.integer({ min: 1, max: 3 })).map(([texts, id]) => append(texts, id)),
  fc
    .tuple(batch, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 8 }))
    .map(([texts, id, sequence]) => append(texts, id, 'p', sequence)),
  fc.tuple(consumerId, fc.integer({ min: 1, max: 3 })).map(([id, max]) => consume(id, max)),
  fc
    .tuple(consumerId, fc.oneof(fc.integer({ min: -1, max: 9 }), fc.constantFrom('start', 'end')))
    .map(([id, to]) => setOffset(id, to)),
)
const command: fc.Arbitrary<PartitionCommand> = fc.oneof(
  bare,
  fc.tuple(bare, requestId).map(([inner, id]) => ({ ...inner, request: { id } })),
)

machineContract('a partition', { create: createPartition, command })
machineContract('a partition that seals often', {
  create: () => createPartition({ messages: 4, bytes: 20, perIndex: 3 }),
  command,
})

/** Applies in order, at the indices after those used before. */
function driver(partition: Partition = createPartition()) {
  let index = 0
  const apply = (each: PartitionCommand) => partition.apply(each, ++index)
  return {
    partition,
    apply,
    texts: () => retrieveFrom(partition, 0, 1000).messages.map((each) => each.message),
  }
}

describe('appending', () => {
  it('numbers messages 1, 2, 3 whatever the log indices are, each with its producer', () => {
    const partition = createPartition()
    partition.apply(append(['a', 'b'], 1, 'anna'), 5)
    const reply = partition.apply({ ...append(['c'], 2, 'ben'), at: 7 }, 9)
    expect(reply).toMatchObject({ ok: true, index: 9, value: { offset: 3, last: 3, count: 1, stored: 1 } })
    expect(retrieveFrom(partition, 1, 10)).toEqual({
      messages: [
        { offset: 2, message: 'b', producerName: 'anna', at: 0 },
        { offset: 3, message: 'c', producerName: 'ben', at: 7 },
      ],
      last: 3,
      next: 3,
    })
  })

  it('stores a batch without a sequence once per request id, and says so', () => {
    const { apply, texts } = driver()
    const first = apply({ ...append(['a']), request: { id: 'r1' } })
    apply(append(['b']))
    expect(apply({ ...append(['a']), request: { id: 'r1' } })).toEqual({ ...first, duplicate: true })
    expect(texts()).toEqual(['a', 'b'])
  })

  it('counts what each producer name has stored, with and without sequences', () => {
    const { apply, partition } = driver()
    apply(append(['a', 'b'], 1, 'p', 1))
    apply(append(['c'], 1))
    expect(partition.clientSize('p')).toEqual({ count: 3, lastSequence: 2 })
    expect(partition.clientSize('stranger')).toEqual({ count: 0, lastSequence: 0 })
    expect(partition.producerName(1)).toBe('p')
    expect(partition.producerName(2)).toBeUndefined()
  })
})

describe('producing once, by sequence', () => {
  const three = () => {
    const started = driver()
    started.apply(append(['a', 'b', 'c'], 1, 'p', 1))
    return started
  }

  it('stores the next sequence', () => {
    const { apply, texts } = three()
    expect(apply(append(['d'], 1, 'p', 4))).toMatchObject({
      duplicate: false,
      value: { offset: 4, last: 4, count: 1, stored: 1, lastSequence: 4 },
    })
    expect(texts()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('answers a batch it has with the offset and the entry of the first time', () => {
    const { apply, texts } = three()
    expect(apply(append(['b', 'c'], 1, 'p', 2))).toEqual({
      ok: true,
      index: 1,
      duplicate: true,
      value: { offset: 2, last: 3, count: 2, stored: 0, lastSequence: 3 },
    })
    expect(texts()).toEqual(['a', 'b', 'c'])
  })

  it('stores only the unknown part of a batch that overlaps', () => {
    const { apply, texts } = three()
    expect(apply(append(['c', 'd', 'e'], 1, 'p', 3))).toMatchObject({
      duplicate: false,
      value: { offset: 3, last: 5, count: 3, stored: 2, lastSequence: 5 },
    })
    expect(texts()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('refuses a gap and names the next sequence', () => {
    const { apply, partition } = three()
    expect(apply(append(['e'], 1, 'p', 5))).toMatchObject({
      ok: false,
      failure: { code: 'out-of-sequence', expected: 4 },
    })
    expect(partition.last()).toBe(3)
  })

  it('knows a batch is stored even when its place is forgotten after 4 later ones', () => {
    const { apply } = three()
    for (const sequence of [4, 5, 6, 7]) apply(append(['x'], 1, 'p', sequence))
    expect(apply(append(['a'], 1, 'p', 1))).toMatchObject({
      duplicate: true,
      value: { offset: null, last: null, stored: 0, lastSequence: 7 },
    })
    expect(apply(append(['x'], 1, 'p', 4))).toMatchObject({ duplicate: true, index: 2, value: { offset: 4 } })
  })

  it('fences an older registration as soon as a later one has used a sequence', () => {
    const { apply, texts } = three()
    apply(append(['d'], 2, 'p', 4))
    expect(apply(append(['e'], 1, 'p', 5))).toMatchObject({
      ok: false,
      failure: { code: 'producer-fenced', producer_id: 2 },
    })
    expect(apply(append(['a'], 1, 'p', 1))).toMatchObject({ failure: { code: 'producer-fenced' } })
    expect(texts()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('lets a claim take the numbering over, without a message, for good', () => {
    const { apply, partition } = three()
    expect(apply(append([], 2))).toMatchObject({
      ok: true,
      value: { offset: null, last: null, count: 0, stored: 0, lastSequence: 3 },
    })
    expect(apply(append(['d'], 1, 'p', 4))).toMatchObject({ failure: { code: 'producer-fenced' } })
    expect(apply(append([], 1))).toMatchObject({ failure: { code: 'producer-fenced' } })
    expect(partition.last()).toBe(3)
  })

  it('lets a later registration own the name only once it numbers', () => {
    const { apply } = three()
    apply(append(['x'], 2))
    expect(apply(append(['d'], 1, 'p', 4))).toMatchObject({ ok: true, value: { offset: 5, lastSequence: 4 } })
  })

  it('gives the request id no part where there is a sequence', () => {
    const { apply, texts } = three()
    const request = { id: 'r1' }
    apply({ ...append(['d'], 1, 'p', 4), request })
    expect(apply({ ...append(['e'], 1, 'p', 5), request })).toMatchObject({ ok: true, duplicate: false })
    expect(texts()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('numbers each name by itself', () => {
    const { apply } = three()
    expect(apply(append(['x'], 9, 'q', 1))).toMatchObject({ ok: true, value: { offset: 4, lastSequence: 1 } })
  })

  it('ends with every message once and in order, however batches are cut and repeated', () => {
    const cuts = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 5 })))
    fc.assert(
      fc.property(cuts, (list) => {
        const { apply, texts } = driver()
        let stored = 0
        for (const [sequence, count] of list) {
          const numbers = Array.from({ length: count }, (_, position) => `${sequence + position}`)
          const reply = apply(append(numbers, 1, 'p', sequence))
          if (reply.ok) stored = Math.max(stored, sequence + count - 1)
          else expect(sequence).toBeGreaterThan(stored + 1)
        }
        expect(texts()).toEqual(Array.from({ length: stored }, (_, position) => `${position + 1}`))
      }),
    )
  })
})

describe('reading', () => {
  it('returns k+1 first and moves nobody', () => {
    const { apply, partition } = driver()
    apply(append(['a', 'b', 'c']))
    const before = textOf(partition)
    expect(retrieveFrom(partition, 1, 1)).toMatchObject({ messages: [{ offset: 2 }], next: 2, last: 3 })
    expect(retrieveFrom(partition, 3, 5)).toEqual({ messages: [], last: 3, next: 3 })
    expect(retrieveFrom(partition, 99, 5)).toEqual({ messages: [], last: 3, next: 99 })
    expect(textOf(partition)).toBe(before)
  })

  it('keeps an answer within its bytes, with at least one message', () => {
    const { apply, partition } = driver()
    const big = 'ä'.repeat(150 * 1024)
    apply(append(['ä'.repeat(300 * 1024), big, 'c', big]))
    expect(retrieveFrom(partition, 0, 10).messages).toHaveLength(1)
    expect(retrieveFrom(partition, 1, 10).messages).toHaveLength(2)
    expect(fittingIn(partition, 1, 10)).toBe(1)
    apply(consume(1, 1))
    expect(fittingIn(partition, 1, 10)).toBe(2)
    expect(fittingIn(partition, 1, 1)).toBe(1)
  })

  it('labels commands shortly', () => {
    const partition = createPartition()
    const labels = [append(['a', 'b', 'c']), append([]), consume(1), setOffset(2, 'end')]
    expect(labels.map((each) => partition.describe(each))).toEqual([
      'append 3',
      'claim p',
      'consume c1 x1',
      'offset c2 end',
    ])
  })
})
