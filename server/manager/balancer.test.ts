import { describe, expect, it, vi } from 'vitest'
import type { NodeId } from '../../shared/ids.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import { BALANCE_CALM_MS, BALANCE_EVERY_MS } from '../../shared/protocol/limits.ts'
import { VirtualQueue } from './virtual-queue.ts'

const PARTITIONS = 3
const GROUPS = Array.from({ length: PARTITIONS }, (_, partition) => partition + 3)
/** A report tells of the election, the balancer looks, and orders travel. */
const SOON_AFTER_MS = BALANCE_CALM_MS + BALANCE_EVERY_MS + 2_000

const leaders = (queue: VirtualQueue): readonly NodeId[] => GROUPS.map((group) => queue.leaderOf(group))
const terms = (queue: VirtualQueue): readonly number[] =>
  GROUPS.map((group) => queue.node(queue.leaderOf(group)).host.status(group)?.term ?? 0)

/** Topic a with three partitions on the first three brokers, all led by broker-1; each broker is preferred once. */
async function crowded(brokers = 3): Promise<VirtualQueue> {
  const queue = await VirtualQueue.start(brokers)
  await queue.ask('manager-1', 'POST /topics', { topic: 'a', partitions: PARTITIONS })
  for (const group of GROUPS) {
    const leader = queue.leaderOf(group)
    if (leader !== 'broker-1')
      await queue.settled(queue.node(leader).host.transfer(group, 'broker-1', 2_000, 'test'))
  }
  expect(leaders(queue)).toEqual(GROUPS.map(() => 'broker-1'))
  return queue
}

describe('the write manager', () => {
  it('spreads leaders over the brokers, one after another, each in a calm of its own', async () => {
    const queue = await crowded()
    const before = terms(queue)
    await queue.run(BALANCE_CALM_MS - 1_500)
    expect(terms(queue)).toEqual(before)
    await queue.run(BALANCE_EVERY_MS + 3_500)
    expect(leaders(queue).filter((node) => node === 'broker-1')).toHaveLength(2)
    await queue.run(SOON_AFTER_MS)
    expect(leaders(queue).toSorted()).toEqual(['broker-1', 'broker-2', 'broker-3'])
    const spread = terms(queue)
    expect(await queue.ask('broker-2', 'GET /balancer')).toMatchObject({
      paused: false,
      moves: [],
      leaders: [1, 2, 3].map((broker_id) => ({ broker_id, node: `broker-${broker_id}`, count: 1 })),
      replicas: [1, 2, 3].map((broker_id) => ({ broker_id, count: PARTITIONS })),
    })
    await queue.run(2 * SOON_AFTER_MS)
    expect(terms(queue)).toEqual(spread)
  })

  it('moves no leader while it is paused, whoever is write manager, and goes on when it is told to', async () => {
    const queue = await crowded()
    const paused = await queue.ask('broker-3', 'POST /balancer', { paused: true, request_id: 'stay' })
    expect(paused).toMatchObject({ http: 200, paused: true, moves: [], request_id: 'stay', duplicate: false })
    const old = queue.leaderOf(1)
    queue.isolate([old])
    await queue.run(SOON_AFTER_MS)
    queue.isolate([old], false)
    const before = terms(queue)
    await queue.run(SOON_AFTER_MS)
    expect(queue.leaderOf(1)).not.toBe(old)
    expect(terms(queue)).toEqual(before)
    expect(await queue.ask(old, 'GET /balancer')).toMatchObject({
      paused: true,
      leaders: [{ count: 3 }, {}, {}],
    })
    const repeated = { paused: true, request_id: 'stay' }
    expect(await queue.ask(old, 'POST /balancer', repeated)).toMatchObject({ paused: true, duplicate: true })
    expect(await queue.ask(old, 'POST /balancer', { paused: 'no' })).toMatchObject({ paused: false })
    await queue.run(2 * SOON_AFTER_MS)
    expect(leaders(queue).toSorted()).toEqual(['broker-1', 'broker-2', 'broker-3'])
  })

  it('leaves leaders alone while a replica moves', async () => {
    const queue = await crowded(4)
    queue.isolate(['broker-4'])
    const fields = { topic: 'a', partition: 0, from_broker: 3, to_broker: 4 }
    expect(await queue.ask('manager-1', 'POST /partitions/move', fields)).toMatchObject({ http: 200 })
    const before = terms(queue)
    await queue.run(SOON_AFTER_MS)
    expect((await queue.ask('manager-1', 'GET /balancer'))['moves']).toHaveLength(1)
    expect(terms(queue)).toEqual(before)
  })

  it('lets a transfer rest that failed, and takes another way meanwhile', async () => {
    const queue = await crowded()
    const rule = { ...NO_RULE, cut: true }
    queue.node('broker-1').host.setRules([{ to: 'broker-2', rule }])
    queue.node('broker-2').host.setRules([{ to: 'broker-1', rule }])
    await queue.run(SOON_AFTER_MS)
    expect(leaders(queue)).toEqual(GROUPS.map(() => 'broker-1'))
    await queue.run(BALANCE_EVERY_MS)
    expect(leaders(queue)).toEqual(['broker-1', 'broker-1', 'broker-3'])
  })

  it('tells viewers which leader goes where, and why', async () => {
    const queue = await crowded()
    const writer = queue.node(queue.leaderOf(1)).host
    const told = vi.spyOn(writer, 'trace')
    await queue.run(SOON_AFTER_MS)
    const text = 'the managers hand a/1 over to broker-2 to spread leaders'
    expect(told).toHaveBeenCalledWith(
      { kind: 'queue', node: writer.node, group: 'a/1', op: 'partition', topic: 'a', text, outcome: 'ok' },
      null,
    )
  })
})
