import { describe, expect, it } from 'vitest'
import { VirtualQueue } from '../manager/virtual-queue.ts'
import type { Fields } from './fields.ts'

const PRODUCE = 'POST /producer/produce'
const CONSUME = 'GET /consumer/consume'

async function withTopic(partitions: number): Promise<VirtualQueue> {
  const queue = await VirtualQueue.start(3)
  await queue.ask('manager-1', 'POST /topics', { topic: 't', partitions })
  return queue
}
async function register(
  queue: VirtualQueue,
  kind: 'producer' | 'consumer',
  fields: Fields = {},
): Promise<number> {
  const told = await queue.ask('manager-1', `POST /${kind}/register`, { topic: 't', ...fields })
  return Number(told[`${kind}_id`])
}
const produced = async (queue: VirtualQueue, id: number, message: string, fields: Fields = {}) =>
  (await queue.ask('manager-2', PRODUCE, { topic: 't', producer_id: id, message, ...fields }))['partition']

describe('load without a named partition', () => {
  it('E11: 3n messages of one producer put n on each of 3 partitions, beginning at its own', async () => {
    const queue = await withTopic(3)
    await register(queue, 'producer')
    const id = await register(queue, 'producer')
    const places: unknown[] = []
    for (let turn = 0; turn < 6; turn += 1) places.push(await produced(queue, id, `m${turn}`))
    expect(places).toEqual([2, 0, 1, 2, 0, 1])
  })

  it('LD6: two consumers that begin together begin at different partitions', async () => {
    const queue = await withTopic(2)
    const id = await register(queue, 'producer')
    await produced(queue, id, 'zero', { partition: 0 })
    await produced(queue, id, 'one', { partition: 1 })
    const first = await register(queue, 'consumer')
    const second = await register(queue, 'consumer')
    const taken = [first, second].map((consumer_id) => queue.ask('manager-1', CONSUME, { consumer_id }))
    expect([await taken[0], await taken[1]]).toMatchObject([{ message: 'one' }, { message: 'zero' }])
  })

  it('LD5: what is empty is skipped, and empty is said only after a whole turn', async () => {
    const queue = await withTopic(3)
    const producer = await register(queue, 'producer')
    const consumer_id = await register(queue, 'consumer')
    await produced(queue, producer, 'a', { partition: 0 })
    await produced(queue, producer, 'b', { partition: 0 })
    expect(await queue.ask('broker-1', CONSUME, { consumer_id })).toMatchObject({ message: 'a', offset: 1 })
    expect(await queue.ask('broker-1', CONSUME, { consumer_id })).toMatchObject({ message: 'b', offset: 2 })
    const empty = await queue.ask('broker-1', CONSUME, { consumer_id })
    expect(empty).toEqual({
      http: 200,
      status: 'failure',
      outcome: 'refused',
      code: 'empty',
      message: 'no more messages',
      after: empty.after,
    })
  })

  it('LD6b: a client of partition 1 never touches another', async () => {
    const queue = await withTopic(3)
    const producer = await register(queue, 'producer', { partition: 1 })
    const consumer_id = await register(queue, 'consumer', { partition: '1' })
    for (let turn = 0; turn < 3; turn += 1) expect(await produced(queue, producer, `m${turn}`)).toBe(1)
    await produced(queue, await register(queue, 'producer'), 'elsewhere', { partition: 2 })
    for (let turn = 0; turn < 3; turn += 1)
      expect(await queue.ask('broker-2', CONSUME, { consumer_id })).toMatchObject({ partition: 1 })
    expect(await queue.ask('broker-2', CONSUME, { consumer_id })).toMatchObject({ code: 'empty' })
  })

  it("LD9: a partition without a quorum fails its own turn, and the next turn is another one's", async () => {
    const queue = await VirtualQueue.start(4)
    await queue.ask('manager-1', 'POST /topics', { topic: 't', partitions: 4 })
    const producer = await register(queue, 'producer')
    const consumer_id = await register(queue, 'consumer')
    for (const partition of [0, 1, 2, 3]) await produced(queue, producer, `m${partition}`, { partition })
    queue.isolate(['broker-1', 'broker-2'])
    await queue.run(2_000)
    const told = []
    for (let turn = 0; turn < 4; turn += 1)
      told.push(await queue.ask('broker-3', CONSUME, { consumer_id, deadline_ms: 500 }))
    const codes = told.map(({ code, message }) => code ?? message)
    expect(codes).toContain('no-quorum')
    expect(codes.some((code) => typeof code === 'string' && /^m\d$/.test(code))).toBe(true)
  })
})

describe('names of producers', () => {
  it('one that registered without a name may bring one with its messages, which then numbers', async () => {
    const queue = await withTopic(1)
    const id = await register(queue, 'producer')
    const numbered = { sequence: 1, producer_name: 'p' }
    expect(await produced(queue, id, 'a', numbered)).toBe(0)
    const later = await register(queue, 'producer', { producer_name: 'p' })
    const told = await queue.ask('manager-1', PRODUCE, {
      topic: 't',
      producer_id: later,
      message: 'a',
      sequence: 1,
    })
    expect(told).toMatchObject({ http: 200, duplicate: true, stored: 0, offset: 1 })
  })

  it('a name reserved for defaults is refused, also with the message', async () => {
    const queue = await withTopic(1)
    const id = await register(queue, 'producer')
    const told = await queue.ask('manager-1', PRODUCE, {
      topic: 't',
      producer_id: id,
      message: 'a',
      producer_name: 'producer-9',
    })
    expect(told).toMatchObject({ http: 400, code: 'bad-name', field: 'producer_name' })
  })
})

describe('clients that mark messages by name, time and a random text', () => {
  const marks = { producer_name: 'p', timestamp: 1700000000, random_string: 'x7' }

  it('are recognised when they send one again, and not when a mark is missing', async () => {
    const queue = await withTopic(1)
    const id = await register(queue, 'producer', { producer_name: 'p' })
    const send = (fields: Fields) =>
      queue.ask('broker-1', PRODUCE, { topic: 't', producer_id: id, message: 'a', ...fields })
    const first = await send(marks)
    expect(first).toMatchObject({
      offset: 1,
      duplicate: false,
      request_id: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(await send({ ...marks, timestamp: '1700000000' })).toMatchObject({ offset: 1, duplicate: true })
    expect(await send({ ...marks, random_string: 'x8' })).toMatchObject({ offset: 2, duplicate: false })
    expect(await send({ producer_name: 'p', timestamp: 1700000000 })).toMatchObject({ offset: 3 })
  })

  it('on a topic with several partitions mean nothing: a retry might go elsewhere', async () => {
    const queue = await withTopic(2)
    const id = await register(queue, 'producer', { producer_name: 'p' })
    const send = () => queue.ask('broker-1', PRODUCE, { topic: 't', producer_id: id, message: 'a', ...marks })
    expect([await send(), await send()]).toMatchObject([{ duplicate: false }, { duplicate: false }])
  })
})

describe('consuming with a request id', () => {
  it('7.3: a repeat gives the same message; empty does not use the id up', async () => {
    const queue = await withTopic(1)
    const producer = await register(queue, 'producer')
    const consumer_id = await register(queue, 'consumer')
    const ask = () => queue.ask('broker-3', CONSUME, { consumer_id, request_id: 'r' })
    expect(await ask()).toMatchObject({ code: 'empty' })
    await produced(queue, producer, 'a')
    expect(await ask()).toMatchObject({ message: 'a', duplicate: false, request_id: 'r' })
    expect(await ask()).toMatchObject({ message: 'a', duplicate: true })
    expect(await queue.ask('broker-1', CONSUME, { consumer_id })).toMatchObject({ code: 'empty' })
  })

  it('an id that may be forgotten is said to be, with the index where the memory begins', async () => {
    const queue = await withTopic(1)
    const producer = await register(queue, 'producer')
    const consumer_id = await register(queue, 'consumer')
    for (let turn = 0; turn < 9; turn += 1) {
      await produced(queue, producer, `m${turn}`)
      await queue.ask('broker-1', CONSUME, { consumer_id, request_id: `r${turn}`, request_after: 0 })
    }
    const told = await queue.ask('broker-1', CONSUME, { consumer_id, request_id: 'r0', request_after: 0 })
    expect(told).toMatchObject({ http: 409, code: 'request-forgotten', outcome: 'unknown' })
    expect(told['index']).toBeTypeOf('number')
  })
})
