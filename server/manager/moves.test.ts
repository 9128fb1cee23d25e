import { describe, expect, it } from 'vitest'
import type { Fields } from '../http/fields.ts'
import { MovingQueue } from './moving.fixture.ts'

describe('a replica moved by hand', () => {
  it('B63: under load loses nothing, stores nothing twice, and leaves the old broker', async () => {
    const moving = await MovingQueue.start()
    const from = [1, 2, 3].find((id) => id !== moving.leader()) ?? 0
    for (let turn = 0; turn < 20; turn += 1) await moving.produce()
    expect(await moving.move(from, 4)).toMatchObject({ http: 200, epoch: 2, replica_id: expect.any(Number) })
    for (let turn = 0; turn < 150; turn += 1) await moving.produce()
    await moving.settled()
    expect(await moving.stored()).toEqual(moving.numbers())
    expect(moving.numbers()).toHaveLength(170)
    const now = [1, 2, 3, 4].filter((id) => id !== from)
    expect([...moving.holders().keys()]).toEqual(now)
    const { partitions } = await moving.queue.ask('broker-2', 'GET /topics/partitions', { topic: 'a' })
    expect(partitions).toMatchObject([
      { epoch: 2, replicas: now.map((broker_id) => ({ broker_id, learner: false })) },
    ])
    expect(moving.queue.fatal).toEqual([])
  })

  it('hands over first when the leaving replica leads', async () => {
    const moving = await MovingQueue.start()
    const from = moving.leader()
    await moving.move(from, 4)
    for (let turn = 0; turn < 20; turn += 1) await moving.produce()
    await moving.settled()
    await moving.produce()
    expect(moving.leader()).not.toBe(from)
    expect(moving.holders().has(from)).toBe(false)
    expect(await moving.stored()).toEqual(moving.numbers())
    expect(moving.numbers()).toHaveLength(21)
  })

  it('is shown while it goes on, and another is refused meanwhile', async () => {
    const moving = await MovingQueue.start(5)
    const planned = await moving.move(2, 4)
    expect(await moving.move(3, 5)).toMatchObject({ http: 409, code: 'busy', what: 'a/0' })
    expect(await moving.queue.ask('broker-3', 'GET /balancer')).toMatchObject({
      http: 200,
      moves: [{ topic: 'a', partition: 0, from_broker: 2, to_broker: 4, replica_id: planned['replica_id'] }],
      leaders: [1, 2, 3, 4, 5].map((broker_id) => ({ broker_id, count: expect.any(Number) })),
      replicas: [1, 1, 1, 1, 0].map((count, place) => ({ broker_id: place + 1, count })),
    })
    await moving.settled()
    expect(await moving.queue.ask('broker-3', 'GET /balancer')).toMatchObject({ moves: [] })
  })

  it('B61: never comes back to its old broker under its old id', async () => {
    const moving = await MovingQueue.start()
    const before = moving.holders()
    for (const [from, to] of [[2, 4] as const, [4, 2] as const]) {
      await moving.move(from, to)
      await moving.settled()
    }
    expect([...moving.holders().keys()]).toEqual([1, 2, 3])
    expect([...before.values()]).not.toContain(moving.holders().get(2))
  })

  it('is refused where nothing can be moved from or to', async () => {
    const moving = await MovingQueue.start()
    const rows: readonly [Fields, number, Fields][] = [
      [{ partition: 7 }, 404, { code: 'no-such-partition' }],
      [{ topic: 'b' }, 404, { code: 'no-such-topic' }],
      [{ from_broker: 4 }, 404, { code: 'no-such-broker' }],
      [{ to_broker: 9 }, 404, { code: 'no-such-broker' }],
      [{ to_broker: 2 }, 409, { code: 'partition-exists' }],
      [{ partition: -1 }, 400, { code: 'bad-request', field: 'partition' }],
    ]
    for (const [fields, http, gives] of rows)
      expect(await moving.move(1, 4, fields)).toMatchObject({ http, ...gives })
  })
})
