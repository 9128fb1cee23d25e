import { describe, expect, it } from 'vitest'
import type { HostOrder } from '../../shared/protocol/report.ts'
import { HOST } from '../../shared/protocol/report.ts'
import { VirtualQueue } from '../manager/virtual-queue.ts'

const members = [1, 2, 3].map((number) => ({ replica: 100 + number, node: `broker-${number}` }))

/** A broker, and how a manager orders it to host something. */
async function ordered() {
  const queue = await VirtualQueue.start(1)
  const { host, storage } = queue.node('broker-1')
  const order = (fields: Partial<HostOrder> = {}): HostOrder => ({
    birth: storage.birth,
    group: 50,
    replica: 101,
    name: 'a/0',
    epoch: 3,
    members,
    learner: false,
    ...fields,
  })
  const give = (fields: Partial<HostOrder> = {}) =>
    queue.settled(queue.node('manager-1').host.call('broker-1', HOST, order(fields), 3_000))
  return { queue, host, give }
}
const hosted = { ok: true, value: { done: true, message: null } }
const refused = (message: string) => ({
  ok: true,
  value: { done: false, message: expect.stringContaining(message) },
})

describe('an order to host', () => {
  it('makes the replica and says so only when its identity is durable', async () => {
    const { host, give } = await ordered()
    expect(await give()).toEqual(hosted)
    expect(host.groups()).toMatchObject([{ group: 50, replicaId: 101, name: 'a/0', epoch: 3 }])
  })

  it('twice, also at the same time, is one replica', async () => {
    const { queue, host, give } = await ordered()
    const both = Promise.all([give(), give()])
    expect(await queue.settled(both)).toEqual([hosted, hosted])
    expect(await give()).toEqual(hosted)
    expect(host.groups()).toHaveLength(1)
  })

  it('B17: for another birth of the folder is refused', async () => {
    const { host, give } = await ordered()
    expect(await give({ birth: 'before' })).toEqual(refused('birth before'))
    expect(host.groups()).toEqual([])
  })

  it('of an older epoch is refused', async () => {
    const { give } = await ordered()
    await give()
    expect(await give({ epoch: 2 })).toEqual(refused('of epoch 2'))
  })

  it('as another replica of a group that is held is refused, also while that one is being made', async () => {
    const { queue, host, give } = await ordered()
    const both = Promise.all([give(), give({ replica: 102, epoch: 4 })])
    expect(await queue.settled(both)).toEqual([hosted, refused('held here as replica 101')])
    expect(host.groups()).toMatchObject([{ replicaId: 101 }])
  })

  it('that makes no sense is a refused call, and the broker goes on', async () => {
    const { queue, give } = await ordered()
    const call = queue.node('manager-1').host.call('broker-1', HOST, { group: 'x' }, 1_000)
    expect(await queue.settled(call)).toMatchObject({ ok: false, error: { why: 'refused' } })
    expect(await give()).toEqual(hosted)
    expect(queue.fatal).toEqual([])
  })
})
