import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConsumeCommand, PartitionCommand } from '../../shared/protocol/queue.ts'
import { consumedSchema } from '../../shared/protocol/queue.ts'
import { textOf } from './machine.contract.ts'
import { createPartition } from './partition.ts'

const consume = (consumer: number, id?: string, max = 1, after?: number): ConsumeCommand => {
  const request = id === undefined ? {} : { request: after === undefined ? { id } : { id, after } }
  return { op: 'consume', consumer, max, at: 0, ...request }
}

/** A partition that holds `1`, `2`, ... up to this number, in entry 1. */
function holding(count: number) {
  const partition = createPartition()
  let index = 0
  const apply = (command: PartitionCommand) => partition.apply(command, ++index)
  const add = (from: number, to: number) => {
    const messages = Array.from({ length: to - from + 1 }, (_, position) => `${from + position}`)
    return apply({ op: 'append', producer: { id: 1, name: 'p' }, messages, at: 0 })
  }
  if (count > 0) add(1, count)
  return { partition, apply, add }
}

describe('consuming', () => {
  it('gives every consumer every message, each at its own pace', () => {
    const { apply } = holding(3)
    expect(apply(consume(1))).toMatchObject({ value: { from: 1, count: 1, offset: 1 } })
    expect(apply(consume(1, undefined, 9))).toMatchObject({ value: { from: 2, count: 2, offset: 3 } })
    expect(apply(consume(2, undefined, 2))).toMatchObject({ value: { from: 1, count: 2, offset: 2 } })
  })

  it('answers empty at the end and moves nothing (MG14)', () => {
    const { apply, partition } = holding(1)
    apply(consume(1))
    const offset = partition.offsetOf(1)
    expect(apply(consume(1))).toMatchObject({ ok: false, failure: { code: 'empty' } })
    expect(partition.offsetOf(1)).toBe(offset)
  })

  it('gives a repeat the same messages and stands still', () => {
    const { apply, partition } = holding(5)
    const first = apply(consume(1, 'r1', 2))
    apply(consume(1, 'r2'))
    expect(apply(consume(1, 'r1', 1))).toEqual({ ...first, duplicate: true })
    expect(partition.offsetOf(1)).toBe(3)
  })

  it('keeps the requests of two consumers apart', () => {
    const { apply } = holding(2)
    apply(consume(1, 'r1'))
    expect(apply(consume(2, 'r1'))).toMatchObject({ duplicate: false, value: { from: 1 } })
  })

  it('does not use an id up on an empty queue: a late first attempt can never skip a message', () => {
    const { apply, add } = holding(0)
    expect(apply(consume(1, 'r1'))).toMatchObject({ failure: { code: 'empty' } })
    add(1, 2)
    expect(apply(consume(1, 'r1'))).toMatchObject({ duplicate: false, value: { from: 1 } })
    expect(apply(consume(1, 'r1'))).toMatchObject({ duplicate: true, value: { from: 1 } })
  })

  it('refuses a request it may have forgotten instead of taking again', () => {
    const { apply, partition } = holding(20)
    for (let number = 1; number <= 9; number++) apply(consume(1, `r${number}`))
    const late = apply(consume(1, 'r1', 1, 1))
    expect(late).toMatchObject({ ok: false, failure: { code: 'request-forgotten', index: 3 } })
    expect(apply(consume(1, 'r2', 1, 1))).toMatchObject({ duplicate: true, value: { from: 2 } })
    expect(partition.offsetOf(1)).toBe(9)
  })

  it('hands out every message once and in order under any repeats of the last requests', () => {
    const repeats = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 40 })
    fc.assert(
      fc.property(repeats, (list) => {
        const { apply } = holding(40)
        const answers: number[] = []
        for (const back of list) {
          const next = answers.length
          const asked = Math.max(0, next - back)
          const { from } = consumedSchema.parse(Object(apply(consume(1, `r${asked}`))).value)
          if (asked === next) answers.push(from)
          expect(from).toBe(answers[asked])
        }
        expect(answers).toEqual(answers.map((_, position) => position + 1))
      }),
    )
  })

  it('is answered without an entry when there is nothing to write', () => {
    const { apply, partition } = holding(2)
    expect(partition.consumeWithoutLog(consume(1, 'r1'), 7)).toBeNull()
    const first = apply(consume(1, 'r1', 2))
    const before = textOf(partition)
    expect(partition.consumeWithoutLog(consume(1, 'r1'), 7)).toEqual({ ...first, duplicate: true })
    expect(partition.consumeWithoutLog(consume(1, 'r2'), 7)).toMatchObject({
      index: 7,
      failure: { code: 'empty' },
    })
    expect(textOf(partition)).toBe(before)
  })

  it('is known here once it has taken something', () => {
    const { apply, partition } = holding(1)
    expect(partition.knowsConsumer(1)).toBe(false)
    apply(consume(1))
    expect(partition.knowsConsumer(1)).toBe(true)
  })
})

describe('setting an offset', () => {
  const set = (offset: number | 'start' | 'end'): PartitionCommand => ({
    op: 'setOffset',
    consumer: 1,
    offset,
    at: 0,
  })

  it('makes k+1 the next message', () => {
    const { apply } = holding(5)
    expect(apply(set(3))).toMatchObject({ value: { offset: 3, previous: 0 } })
    expect(apply(consume(1))).toMatchObject({ value: { from: 4 } })
  })

  it('knows start and end', () => {
    const { apply, partition } = holding(5)
    expect(apply(set('end'))).toMatchObject({ value: { offset: 5, previous: 0 } })
    expect(partition.size(1)).toEqual({ size: 0, last: 5, offset: 5 })
    expect(apply(set('start'))).toMatchObject({ value: { offset: 0, previous: 5 } })
    expect(partition.size(1)).toEqual({ size: 5, last: 5, offset: 0 })
    expect(partition.size()).toEqual({ size: 5, last: 5, offset: 0 })
  })

  it.each([-1, 6])('refuses %i of 5 messages', (offset) => {
    const { apply, partition } = holding(5)
    expect(apply(set(offset))).toMatchObject({ failure: { code: 'offset-out-of-range', last: 5 } })
    expect(partition.offsetOf(1)).toBe(0)
  })

  it('is done once per request id', () => {
    const { apply, partition } = holding(5)
    const asked: PartitionCommand = { ...set(1), request: { id: 'r1' } }
    apply(asked)
    apply(consume(1))
    expect(apply(asked)).toMatchObject({ duplicate: true, index: 2 })
    expect(partition.offsetOf(1)).toBe(2)
  })
})
