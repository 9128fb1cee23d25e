// A move goes on whoever is write manager, and whatever happens to the brokers it touches.

import { describe, expect, it } from 'vitest'
import type { MoveStep } from '../../shared/protocol/directory.ts'
import { LEARNER_DROPPED_AFTER_MS } from '../../shared/protocol/limits.ts'
import type { MemberOrder } from '../../shared/protocol/report.ts'
import { MEMBERS } from '../../shared/protocol/report.ts'
import { GROUP, MovingQueue } from './moving.fixture.ts'

const STEPS: readonly MoveStep[] = ['planned', 'hosted', 'added', 'promoted']
const elsewhere = (manager: string): string => (manager === 'manager-1' ? 'manager-2' : 'manager-1')

describe('a move whose write manager is lost', () => {
  it.each(STEPS)('B62: when it was %s is finished by the next one', async (step) => {
    const moving = await MovingQueue.start()
    const { queue } = moving
    await moving.produce()
    const from = moving.leader()
    const manager = queue.leaderOf(1)
    const other = elsewhere(manager)
    await moving.move(from, 4)
    await moving.until(manager, step)
    queue.isolate([manager])
    for (let turn = 0; turn < 5; turn += 1) await moving.produce(other)
    await moving.settled(other)
    queue.isolate([manager], false)
    await queue.run(3_000)
    expect([...moving.holders().keys()]).toEqual([1, 2, 3, 4].filter((id) => id !== from))
    expect(await moving.step(manager)).toBeNull()
    expect(await moving.stored(other)).toEqual(moving.numbers())
    expect(queue.fatal).toEqual([])
  })
})

describe('a move whose brokers are lost', () => {
  it('goes on without the leaving one, which closes its copy when it is back', async () => {
    const moving = await MovingQueue.start()
    const from = [1, 2, 3].find((id) => id !== moving.leader()) ?? 0
    await moving.produce()
    await moving.queue.kill(`broker-${from}`)
    await moving.queue.run(6_000)
    await moving.move(from, 4, {}, 'manager-1')
    for (let turn = 0; turn < 10; turn += 1) await moving.produce()
    await moving.settled()
    await moving.queue.restart(`broker-${from}`)
    await moving.queue.run(4_000)
    expect([...moving.holders().keys()]).toEqual([1, 2, 3, 4].filter((id) => id !== from))
    expect(await moving.stored()).toEqual(moving.numbers())
  })

  it('gives up a learner whose broker was silent for 30 s; its id is burnt, its copy closed', async () => {
    const moving = await MovingQueue.start()
    const { queue } = moving
    const before = [...moving.holders()]
    const planned = await moving.move(2, 4)
    await moving.until('manager-2', 'hosted')
    await queue.kill('broker-4')
    await queue.run(LEARNER_DROPPED_AFTER_MS - 3_000)
    expect(await moving.step('manager-2')).not.toBeNull()
    await moving.until('manager-2', null, 8_000)
    expect([...moving.holders()].filter(([broker]) => broker !== 4)).toEqual(before)
    await queue.restart('broker-4')
    await queue.run(4_000)
    expect([...moving.holders()]).toEqual(before)
    const again = await moving.move(2, 4)
    expect(again).toMatchObject({ http: 200, epoch: 4 })
    expect(again['replica_id']).not.toBe(planned['replica_id'])
    await moving.settled()
    expect([...moving.holders().keys()]).toEqual([1, 3, 4])
  })

  it('finishes although the leader of the group dies in the middle', async () => {
    const moving = await MovingQueue.start()
    const leader = moving.leader()
    const from = [1, 2, 3].find((id) => id !== leader) ?? 0
    await moving.produce()
    await moving.move(from, 4, {}, 'manager-1')
    await moving.until('manager-2', 'added')
    await moving.queue.kill(`broker-${leader}`)
    for (let turn = 0; turn < 5; turn += 1) await moving.produce()
    await moving.settled()
    await moving.queue.restart(`broker-${leader}`)
    await moving.queue.run(3_000)
    expect([...moving.holders().keys()]).toEqual([1, 2, 3, 4].filter((id) => id !== from))
    expect(await moving.stored()).toEqual(moving.numbers())
  })
})

describe('orders of a deposed write manager', () => {
  it('are refused by whoever was told of a later epoch', async () => {
    const moving = await MovingQueue.start()
    const { queue } = moving
    await moving.move(2, 4)
    await moving.settled()
    const leader = queue.leaderOf(GROUP)
    const order = (wish: MemberOrder) =>
      queue.settled(queue.node('manager-3').host.call(leader, MEMBERS, wish, 3_000))
    const late: MemberOrder = { order: 'add', group: GROUP, epoch: 1, replica: 77, node: 'broker-2' }
    const refused = { done: false, message: expect.stringContaining('of epoch 1') }
    expect(await order(late)).toMatchObject({ ok: true, value: refused })
    expect(queue.node(leader).host.status(GROUP)?.learners).toEqual([])
  })
})
