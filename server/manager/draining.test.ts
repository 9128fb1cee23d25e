import { describe, expect, it } from 'vitest'
import { MovingQueue } from './moving.fixture.ts'

const rows = async (moving: MovingQueue, at = 'manager-2'): Promise<readonly unknown[]> => {
  const { brokers } = await moving.queue.ask(at, 'GET /brokers', { all: true })
  return Array.isArray(brokers) ? brokers : []
}
const remove = (moving: MovingQueue, id: number, at = 'broker-4') =>
  moving.queue.ask(at, 'POST /brokers/remove', { broker_id: id })

describe('removing a broker', () => {
  it('E6: moves everything away while messages are stored, then it is no broker any more', async () => {
    const moving = await MovingQueue.start()
    const leaving = moving.leader()
    await moving.queue.ask('manager-1', 'POST /topics', { topic: 'b', partitions: 2 })
    const begun = await remove(moving, leaving)
    expect(begun).toMatchObject({ http: 200, state: 'draining', broker_id: leaving })
    expect(begun['partitions']).toContain('a/0')
    for (let turn = 0; turn < 100; turn += 1) await moving.produce()
    for (let turn = 0; turn < 4; turn += 1) await moving.settled()
    const row = (await rows(moving))[leaving - 1]
    expect(row).toMatchObject({ broker_id: leaving, state: 'removed', alive: false, replicas: 0 })
    expect([...moving.holders().keys()]).toEqual([1, 2, 3, 4].filter((id) => id !== leaving))
    expect(moving.queue.node(`broker-${leaving}`).host.groups()).toEqual([])
    expect(await moving.stored()).toEqual(moving.numbers())
    expect(moving.queue.fatal).toEqual([])
  })

  it('works for one that is dead: its copies are made anew from the others', async () => {
    const moving = await MovingQueue.start()
    for (let turn = 0; turn < 10; turn += 1) await moving.produce()
    moving.queue.isolate(['broker-2'])
    await moving.queue.run(6_000)
    expect(await remove(moving, 2)).toMatchObject({ http: 200, state: 'draining', partitions: ['a/0'] })
    await moving.settled()
    await moving.settled()
    expect((await rows(moving))[1]).toMatchObject({ state: 'removed', replicas: 0 })
    expect([...moving.holders().keys()]).toContain(4)
    expect(await moving.stored()).toEqual(moving.numbers())
  })

  it('goes on under another write manager', async () => {
    const moving = await MovingQueue.start()
    await remove(moving, 2)
    const old = moving.queue.leaderOf(1)
    moving.queue.isolate([old])
    await moving.queue.run(8_000)
    const other = ['manager-1', 'manager-2', 'manager-3'].find((node) => node !== old) ?? ''
    await moving.settled(other)
    expect((await rows(moving, other))[1]).toMatchObject({ state: 'removed', replicas: 0 })
  })

  it('is refused when too few brokers would be left, and asked again it tells how far it is', async () => {
    const moving = await MovingQueue.start(3)
    expect(await remove(moving, 1, 'manager-3')).toMatchObject({
      http: 409,
      code: 'would-lose-replicas',
      alive: 2,
      needed: 3,
    })
    expect(await remove(moving, 9, 'manager-3')).toMatchObject({ http: 404, code: 'no-such-broker' })
    expect(await moving.queue.ask('manager-1', 'POST /brokers/remove', {})).toMatchObject({
      http: 400,
      field: 'broker_id',
    })
    expect((await rows(moving))[0]).toMatchObject({ state: 'active' })
  })

  it('adds nothing to the log of the managers once it is over', async () => {
    const moving = await MovingQueue.start(5)
    await remove(moving, 5, 'manager-1')
    await moving.queue.run(3_000)
    expect((await rows(moving))[4]).toMatchObject({ state: 'removed' })
    const last = (): number => moving.queue.node(moving.queue.leaderOf(1)).host.status(1)?.last ?? 0
    const before = last()
    await moving.queue.run(9_000)
    expect(last()).toBe(before)
  })
})
