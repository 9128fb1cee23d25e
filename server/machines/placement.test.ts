import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Directory } from './directory.ts'
import { createTopic, seen, start } from './directory.fixture.ts'

const spread = (counts: readonly number[]): number => Math.max(...counts) - Math.min(...counts)
const replicasOf = (directory: Directory): number[] =>
  directory.brokers().map(({ id }) => directory.hostedBy(id).length)
const preferencesOf = (directory: Directory): number[] =>
  directory.brokers().map(({ id }) => directory.partitions().filter((each) => each.preferred === id).length)

describe('placement', () => {
  it('spreads replicas within one over any brokers and topics', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 8 })
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 7 }), sizes, (brokers, topics) => {
        const { apply, directory } = start(brokers)
        for (const [position, partitions] of topics.entries()) apply(createTopic(`t${position}`, partitions))
        expect(spread(replicasOf(directory))).toBeLessThanOrEqual(1)
        for (const { replicas, preferred } of directory.partitions()) {
          const on = replicas.map(({ brokerId }) => brokerId)
          expect(new Set(on).size).toBe(3)
          expect(on).toContain(preferred)
        }
      }),
    )
  })

  it('takes the emptiest brokers, ties by lower id, and spreads the preferred leaders', () => {
    const { apply, directory } = start(4)
    apply(createTopic('orders', 4))
    const places = directory.partitions().map(({ replicas, preferred }) => ({
      on: replicas.map(({ brokerId }) => brokerId),
      preferred,
    }))
    expect(places).toEqual([
      { on: [1, 2, 3], preferred: 1 },
      { on: [1, 2, 4], preferred: 2 },
      { on: [1, 3, 4], preferred: 3 },
      { on: [2, 3, 4], preferred: 4 },
    ])
    expect(preferencesOf(directory)).toEqual([1, 1, 1, 1])
  })

  it('never gives a dead broker anything, and fills it first when it is back', () => {
    const { apply, directory } = start(4)
    apply({ op: 'brokerAlive', broker: 1, alive: false, at: 0 })
    apply(createTopic('orders', 3))
    expect(directory.hostedBy(1)).toEqual([])
    apply(seen(1))
    apply(createTopic('logs', 1))
    expect(directory.topic('logs')?.partitions[0]?.replicas[0]?.brokerId).toBe(1)
  })

  it('gives every replica an id of its own', () => {
    const { apply, directory } = start(5)
    for (const topic of ['a', 'b', 'c']) apply(createTopic(topic, 5))
    const ids = directory.partitions().flatMap(({ replicas }) => replicas.map(({ replicaId }) => replicaId))
    expect(ids).toEqual(Array.from({ length: 45 }, (_, position) => position + 1))
  })
})

describe('brokers', () => {
  it('get the number in their name as id while it was never used, others the next free one', () => {
    const { apply } = start(0)
    expect(apply(seen(3))).toMatchObject({ value: { brokerId: 3, registered: true } })
    expect(apply(seen(0, { node: 'box', birth: 'b', httpPort: 1 }))).toMatchObject({ value: { brokerId: 1 } })
    expect(apply(seen(1))).toMatchObject({ value: { brokerId: 2 } })
    expect(apply(seen(2))).toMatchObject({ value: { brokerId: 4 } })
  })

  it('are refreshed, not registered again, by a report of the same folder', () => {
    const { apply, directory } = start(1)
    expect(apply(seen(1, { at: 40 }))).toMatchObject({ value: { brokerId: 1, registered: false } })
    expect(directory.broker(1)).toMatchObject({ alive: true, lastSeen: 40 })
    expect(directory.version()).toBe(1)
  })

  it('keep their id when they come back on other ports, dead or not yet marked so', () => {
    const { apply, directory } = start(1)
    expect(apply(seen(1, { raftPort: 9001 }))).toMatchObject({ value: { brokerId: 1 } })
    apply({ op: 'brokerAlive', broker: 1, alive: false, at: 0 })
    expect(apply(seen(1, { raftPort: 9002 }))).toMatchObject({ value: { brokerId: 1 } })
    expect(directory.broker(1)).toMatchObject({ alive: true, raftPort: 9002 })
    expect(directory.version()).toBe(4)
  })

  it('are other brokers once their folder is another: an old vote is never cast twice (B17)', () => {
    const { apply, directory } = start(1)
    expect(apply(seen(1, { birth: 'new' }))).toMatchObject({ failure: { code: 'node-exists' } })
    apply({ op: 'brokerAlive', broker: 1, alive: false, at: 0 })
    expect(apply(seen(1, { birth: 'new' }))).toMatchObject({ value: { brokerId: 2, registered: true } })
    expect(directory.brokers().map(({ id, alive }) => [id, alive])).toEqual([
      [1, false],
      [2, true],
    ])
  })

  it('without a folder of their own are known by name, unless another live one has it', () => {
    const tool = ({ birth: _birth, ...rest }: ReturnType<typeof seen>) => rest
    const { apply } = start(1)
    expect(apply(tool(seen(1)))).toMatchObject({ value: { brokerId: 1, registered: false } })
    expect(apply(tool(seen(1, { httpPort: 1 })))).toMatchObject({ failure: { code: 'node-exists' } })
    expect(apply(tool(seen(1, { httpPort: 1, id: 1 })))).toMatchObject({ value: { brokerId: 1 } })
  })

  it('are no more than 64', () => {
    const { apply } = start(64)
    expect(apply(seen(65))).toMatchObject({ failure: { code: 'limit-reached', limit: 'brokers', max: 64 } })
    expect(apply(seen(64))).toMatchObject({ ok: true })
  })

  it('unknown to the directory cannot be marked', () => {
    const { apply } = start(0)
    expect(apply({ op: 'brokerAlive', broker: 5, alive: true, at: 0 })).toMatchObject({
      failure: { code: 'no-such-broker', what: 5 },
    })
  })
})
