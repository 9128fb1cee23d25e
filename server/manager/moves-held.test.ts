// Moves that cannot go on keep nobody else waiting, and may be given up while that is safe.

import { describe, expect, it } from 'vitest'
import { MOVE_HELD_AFTER_MS } from '../../shared/protocol/limits.ts'
import { MovingQueue } from './moving.fixture.ts'

/** Reports, silence and a few looks. */
const NOTICED_MS = 8_000
const move = { topic: 'b', partition: 0, from_broker: 5 }
const giveUp = { topic: 'a', partition: 0 }

/** Topic a on brokers 1, 2 and 3, topic b on 4, 5 and 6; a move of `a` from 2 to 4, and two brokers of `a` are down. */
async function stuck(): Promise<MovingQueue> {
  const moving = await MovingQueue.start(6)
  await moving.queue.ask('manager-1', 'POST /topics', { topic: 'b' })
  await moving.produce()
  await moving.move(2, 4, {}, 'manager-1')
  await moving.until('manager-2', 'hosted')
  for (const broker of [2, 3]) await moving.queue.kill(`broker-${broker}`)
  return moving
}

const moves = async ({ queue }: MovingQueue): Promise<unknown> =>
  (await queue.ask('manager-2', 'GET /balancer', { consistency: 'linearizable' }))['moves']

describe('a move whose group lost its majority', () => {
  it('lets other partitions move after a while, and is finished when its group is led again', async () => {
    const moving = await stuck()
    const { queue } = moving
    const asked = { ...move, to_broker: 1 }
    expect(await queue.ask('manager-1', 'POST /partitions/move', asked)).toMatchObject({ code: 'busy' })
    await queue.run(MOVE_HELD_AFTER_MS + NOTICED_MS)
    expect(await moves(moving)).toMatchObject([{ topic: 'a', on_hold: true }])
    expect(await queue.ask('manager-1', 'POST /partitions/move', asked)).toMatchObject({ http: 200 })
    await queue.run(NOTICED_MS)
    expect(await moves(moving)).toMatchObject([{ topic: 'a', on_hold: true }])
    for (const broker of [2, 3]) await queue.restart(`broker-${broker}`)
    await moving.settled()
    expect([...moving.holders().keys()]).toEqual([1, 3, 4])
    expect(await moving.stored()).toEqual(moving.numbers())
    expect(queue.fatal).toEqual([])
  })

  it('B62: is put on hold and finished by whoever is write manager then', async () => {
    const moving = await stuck()
    const { queue } = moving
    const first = queue.leaderOf(1)
    queue.isolate([first])
    const other = first === 'manager-2' ? 'manager-3' : 'manager-2'
    await queue.run(MOVE_HELD_AFTER_MS + NOTICED_MS)
    expect(await queue.ask(other, 'GET /balancer')).toMatchObject({ moves: [{ on_hold: true }] })
    const second = queue.leaderOf(1)
    expect(second).not.toBe(first)
    queue.isolate([first], false)
    await queue.run(3_000)
    queue.isolate([second])
    for (const broker of [2, 3]) await queue.restart(`broker-${broker}`)
    await moving.until(first, null)
    expect([...moving.holders().keys()]).toEqual(expect.arrayContaining([1, 3, 4]))
    queue.isolate([second], false)
    await moving.settled(second)
    expect([...moving.holders().keys()]).toEqual([1, 3, 4])
  })
})

describe('a move given up by an operator', () => {
  it('takes the learner out again and leaves everything as it was', async () => {
    const moving = await MovingQueue.start()
    const before = [...moving.holders()]
    await moving.move(2, 4, {}, 'manager-1')
    await moving.until('manager-2', 'added')
    const given = await moving.queue.ask('broker-1', 'POST /partitions/move/abort', giveUp)
    expect(given).toMatchObject({ http: 200, epoch: 2, done: false })
    await moving.produce()
    await moving.settled()
    expect([...moving.holders()]).toEqual(before)
    expect(await moving.stored()).toEqual(moving.numbers())
    expect(await moving.move(2, 4)).toMatchObject({ http: 200, epoch: 4 })
  })

  it('waits for a leader if the group may know the new replica, and no other waits for it', async () => {
    const moving = await stuck()
    const { queue } = moving
    const before = [1, 2, 3]
    await queue.ask('manager-1', 'POST /partitions/move/abort', giveUp)
    await queue.run(MOVE_HELD_AFTER_MS + NOTICED_MS)
    expect(await moves(moving)).toMatchObject([{ topic: 'a', on_hold: true, giving_up: true }])
    for (const broker of [2, 3]) await queue.restart(`broker-${broker}`)
    await moving.settled()
    expect([...moving.holders().keys()]).toEqual(before)
  })

  it('is refused where nothing moves', async () => {
    const moving = await MovingQueue.start()
    const asked = (fields: object) =>
      moving.queue.ask('broker-2', 'POST /partitions/move/abort', { ...giveUp, ...fields })
    expect(await asked({})).toMatchObject({ http: 409, code: 'busy' })
    expect(await asked({ topic: 'c' })).toMatchObject({ http: 404, code: 'no-such-topic' })
    expect(await asked({ partition: 7 })).toMatchObject({ http: 404, code: 'no-such-partition' })
    expect(await asked({ partition: undefined })).toMatchObject({ http: 400, field: 'partition' })
  })
})
