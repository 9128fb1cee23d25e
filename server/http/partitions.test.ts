import { describe, expect, it } from 'vitest'
import { VirtualQueue } from '../manager/virtual-queue.ts'
import type { Fields } from './fields.ts'

const holders = async (queue: VirtualQueue, topic: string): Promise<unknown> =>
  (await queue.ask('manager-1', 'GET /topics/partitions', { topic }))['partitions']

describe('a broker asked for one partition of a topic', () => {
  it('E24: makes exactly that one, with a replica of its own; 0 of an unknown topic makes the topic', async () => {
    const queue = await VirtualQueue.start(5)
    const make = (node: string, fields: Fields) => queue.ask(node, 'POST /topics', { topic: 't', ...fields })
    const first = await make('broker-5', { partition: 0 })
    expect(first).toMatchObject({ http: 200, topic_id: 1, partitions: 1, partition: 0, ready: true })
    const second = await make('broker-4', { partition: '1' })
    expect(second).toMatchObject({ http: 200, topic_id: 1, partitions: 2, partition: 1, ready: true })
    expect(await holders(queue, 't')).toMatchObject([
      { group: first['group'], preferred: 5 },
      { group: second['group'], preferred: 4 },
    ])
    expect(await make('broker-1', { partition: 1 })).toMatchObject({ http: 409, code: 'partition-exists' })
    expect(await make('broker-1', { partition: 3 })).toMatchObject({ code: 'partition-gap', expected: 2 })
    const unknown = await make('broker-1', { topic: 'u', partition: 1 })
    expect(unknown).toMatchObject({ http: 404, code: 'no-such-topic' })
  })

  it('means nothing to a manager, which has no place of its own for it', async () => {
    const queue = await VirtualQueue.start(3)
    const made = await queue.ask('manager-2', 'POST /topics', { topic: 't', partition: 3, partitions: 2 })
    expect(made).toMatchObject({ http: 200, partitions: 2 })
    expect(made).not.toHaveProperty('partition')
  })
})

describe('adding partitions', () => {
  it('gives the next numbers, and the broker named a replica of each and the lead by preference', async () => {
    const queue = await VirtualQueue.start(4)
    await queue.ask('manager-1', 'POST /topics', { topic: 't' })
    const add = (fields: Fields) => queue.ask('broker-2', 'POST /partitions', { topic: 't', ...fields })
    expect(await add({ count: 2, broker_id: 4 })).toMatchObject({
      http: 200,
      partition_id: 1,
      partitions: 3,
      groups: [expect.any(Number), expect.any(Number)],
    })
    expect(await holders(queue, 't')).toMatchObject([{}, { preferred: 4 }, { preferred: 4 }])
    const old = await queue.ask('manager-3', 'POST /brokers/create/partition', { topic: 't', broker_id: '1' })
    expect(old).toMatchObject({ partition_id: 3, partitions: 4 })
    expect(await add({ broker_id: 9 })).toMatchObject({ http: 404, code: 'no-such-broker' })
    expect(await add({ count: 33 })).toMatchObject({ http: 400, field: 'count' })
    expect(await add({ count: 32 })).toMatchObject({ http: 409, code: 'limit-reached' })
    expect(await add({ topic: 'u' })).toMatchObject({ http: 404, code: 'no-such-topic' })
  })
})
