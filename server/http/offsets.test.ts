import { describe, expect, it } from 'vitest'
import { VirtualQueue } from '../manager/virtual-queue.ts'
import type { Fields } from './fields.ts'

const RETRIEVE = 'GET /retreive_messages'
const SET = 'POST /consumer/set_offset'

/** A topic, its producer `p` and a consumer, each asked at its own node. */
async function started(partitions = 1, messages: readonly string[] = []) {
  const queue = await VirtualQueue.start(3)
  await queue.ask('manager-1', 'POST /topics', { topic: 't', partitions })
  const named = { topic: 't', producer_name: 'p' }
  const producer = Number((await queue.ask('broker-1', 'POST /producer/register', named))['producer_id'])
  const consumer_id = Number(
    (await queue.ask('broker-2', 'POST /consumer/register', { topic: 't' }))['consumer_id'],
  )
  const produce = (fields: Fields) =>
    queue.ask('manager-2', 'POST /producer/produce', { topic: 't', producer_id: producer, ...fields })
  const consume = () => queue.ask('broker-3', 'GET /consumer/consume', { consumer_id })
  if (messages.length > 0) await produce({ messages: [...messages] })
  return { queue, consumer_id, produce, consume }
}
const one = (offset: number, message: string) => ({
  offset,
  message,
  log_message: message,
  producer_name: 'p',
})

describe('retrieving messages', () => {
  it('E21: gives k + 1 first under both spellings, at any node, and moves nobody', async () => {
    const { queue, consume } = await started(1, ['a', 'b', 'c'])
    for (const node of ['manager-1', 'manager-3', 'broker-1', 'broker-2', 'broker-3']) {
      expect(await queue.ask(node, RETRIEVE, { topic: 't', offset: '1', max: 1 })).toMatchObject({
        http: 200,
        messages: [one(2, 'b')],
        partition: 0,
        last: 3,
        next: 2,
        consistency: 'linearizable',
      })
    }
    const all = await queue.ask('broker-1', 'GET /retrieve_messages', { topic_id: 1 })
    expect(all).toMatchObject({ messages: [one(1, 'a'), one(2, 'b'), one(3, 'c')], next: 3 })
    expect(await queue.ask('broker-1', RETRIEVE, { topic: 't', offset: 9 })).toMatchObject({
      messages: [],
      next: 9,
    })
    expect(await consume()).toMatchObject({ message: 'a' })
  })

  it('reads one copy as it is while the partition has no leader', async () => {
    const { queue } = await started(1, ['a'])
    for (const node of ['broker-1', 'broker-2']) await queue.node(node).host.stop()
    await queue.run(3_000)
    const local = await queue.ask('broker-3', RETRIEVE, { topic: 't', consistency: 'local' })
    expect(local).toMatchObject({ http: 200, messages: [one(1, 'a')], node: 'broker-3' })
    const sure = await queue.ask('broker-3', RETRIEVE, { topic: 't', deadline_ms: 500 })
    expect(sure).toMatchObject({ http: 503, code: 'no-quorum' })
  })

  it('refuses what names nothing or too much', async () => {
    const rows: readonly [Fields, number, Fields][] = [
      [{}, 400, { code: 'bad-request', field: 'topic' }],
      [{ topic: 'x' }, 404, { code: 'no-such-topic' }],
      [{ topic: 't', partition: 2 }, 404, { code: 'no-such-partition' }],
      [{ topic: 't' }, 400, { code: 'name-a-partition', partitions: 2 }],
      [{ topic: 't', partition: 0, offset: -1 }, 400, { code: 'bad-request', field: 'offset' }],
      [{ topic: 't', partition: 0, max: 1001 }, 400, { code: 'bad-request', field: 'max' }],
    ]
    const { queue } = await started(2)
    for (const [fields, http, gives] of rows)
      expect(await queue.ask('manager-2', RETRIEVE, fields)).toMatchObject({ http, ...gives })
  })

  it('gives old messages from sealed segments like new ones, and consumes them too', async () => {
    const { queue, produce, consume, consumer_id } = await started()
    const numbers = Array.from({ length: 500 }, (_, place) => `${place + 1}`)
    for (let turn = 0; turn < 5; turn += 1) await produce({ messages: numbers })
    const page = await queue.ask('broker-1', RETRIEVE, { topic: 't', offset: 998, max: 4 })
    expect(page).toMatchObject({
      messages: [999, 1000, 1001, 1002].map((offset) => ({ offset })),
      last: 2500,
    })
    await queue.ask('broker-1', SET, { consumer_id, offset: 1999 })
    expect(await consume()).toMatchObject({ offset: 2000, message: '500' })
    expect(await consume()).toMatchObject({ offset: 2001, message: '1' })
  })
})

describe('setting an offset', () => {
  it('E33: makes k + 1 the next message, once per request id, and knows start and end', async () => {
    const { queue, consume, consumer_id } = await started(1, ['a', 'b', 'c'])
    const set = (offset: number | string, more: Fields = {}) =>
      queue.ask('manager-3', SET, { consumer_id, offset, ...more })
    expect(await set('2', { request_id: 'r' })).toMatchObject({
      http: 200,
      partition: 0,
      offset: 2,
      previous: 0,
    })
    expect(await consume()).toMatchObject({ message: 'c' })
    expect(await set(2, { request_id: 'r' })).toMatchObject({ duplicate: true, offset: 2, previous: 0 })
    expect(await consume()).toMatchObject({ code: 'empty' })
    expect(await set('start')).toMatchObject({ offset: 0, previous: 3 })
    expect(await consume()).toMatchObject({ message: 'a' })
    expect(await set('end')).toMatchObject({ offset: 3, previous: 1 })
    expect(await set(4)).toMatchObject({ http: 409, code: 'offset-out-of-range', last: 3 })
  })

  it('refuses what names nothing or too much', async () => {
    const rows: readonly [Fields, number, Fields][] = [
      [{ offset: 1 }, 400, { code: 'bad-request', field: 'consumer_id' }],
      [{ consumer_id: 1 }, 400, { code: 'bad-request', field: 'offset' }],
      [{ consumer_id: 1, offset: 'middle' }, 400, { code: 'bad-request', field: 'offset' }],
      [{ consumer_id: 9, offset: 1 }, 404, { code: 'no-such-consumer' }],
      [{ consumer_id: 1, offset: 1 }, 400, { code: 'name-a-partition', partitions: 2 }],
      [{ consumer_id: 1, offset: 1, topic: 'x' }, 404, { code: 'no-such-topic' }],
    ]
    const { queue } = await started(2)
    for (const [fields, http, gives] of rows)
      expect(await queue.ask('broker-1', SET, fields)).toMatchObject({ http, ...gives })
  })
})

describe('how much of a producer is stored', () => {
  it('E33: is what was acknowledged, by partition, in one topic or all; 0 for a stranger', async () => {
    const { queue, produce } = await started(2)
    await queue.ask('manager-1', 'POST /topics', { topic: 'u' })
    await produce({ messages: ['a', 'b'], partition: 0, sequence: 1 })
    await produce({ message: 'c', partition: 1 })
    const zero = { topic: 't', partition: 0, count: 2, last_sequence: 2 }
    const own = { topic: 't', partition: 1, count: 1, last_sequence: 0 }
    const ask = (fields: Fields) => queue.ask('manager-2', 'GET /producer/client_size', fields)
    expect(await ask({ producer_name: 'p', topic: 't' })).toMatchObject({ count: 3, partitions: [zero, own] })
    expect(await ask({ prod_client: 'p', producer_name: 'p' })).toMatchObject({
      count: 3,
      partitions: [zero, own, { topic: 'u', count: 0 }],
    })
    expect(await ask({ producer_name: 'stranger' })).toMatchObject({ http: 200, count: 0 })
    expect(await ask({ producer_name: 'p', topic: 'x' })).toMatchObject({ http: 404, code: 'no-such-topic' })
    expect(await ask({})).toMatchObject({ http: 400, field: 'producer_name' })
  })
})
