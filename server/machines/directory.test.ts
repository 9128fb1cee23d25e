import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DirectoryCommand } from '../../shared/protocol/directory.ts'
import { createDirectory } from './directory.ts'
import { createTopic, producer, consumer, seen, start } from './directory.fixture.ts'
import { machineContract, textOf } from './machine.contract.ts'

const at = 0
const topic = fc.constantFrom('orders', 'logs')
const small = fc.integer({ min: 1, max: 4 })
const client = fc.record(
  { name: fc.constantFrom('anna', 'ben', 'producer-1'), partition: fc.integer({ min: 0, max: 2 }) },
  { requiredKeys: [] },
)
const times = fc.array(fc.tuple(small, fc.integer({ min: 0, max: 99 })), { maxLength: 3 })
const bare: fc.Arbitrary<DirectoryCommand> = fc.oneof(
  { weight: 4, arbitrary: small.map((number) => seen(number)) },
  fc.tuple(topic, small).map(([name, count]) => createTopic(name, count)),
  fc
    .tuple(
      topic,
      small,
      fc.record({ broker: small, exactly: fc.integer({ min: 0, max: 3 }) }, { requiredKeys: [] }),
    )
    .map(([name, count, fields]): DirectoryCommand => ({
      op: 'addPartitions',
      topic: name,
      count,
      at,
      ...fields,
    })),
  fc.tuple(topic, client).map(([name, fields]) => producer(name, fields)),
  fc.tuple(topic, client).map(([name, fields]) => consumer(name, fields)),
  fc
    .tuple(small, fc.boolean())
    .map(([broker, alive]): DirectoryCommand => ({ op: 'brokerAlive', broker, alive, at })),
  fc.tuple(topic, small, small).map(([name, from, to]): DirectoryCommand => ({
    op: 'planMove',
    topic: name,
    partition: 0,
    from,
    to,
    at,
  })),
  fc
    .tuple(small, small, fc.constantFrom('moveStep', 'finishMove', 'abortMove'))
    .map(([number, epoch, op]): DirectoryCommand => {
      const plan = { group: number + 2, epoch, at }
      return op === 'moveStep' ? { op, step: 'promoted', ...plan } : { op, ...plan }
    }),
  fc
    .tuple(small, fc.constantFrom('drainBroker', 'brokerGone'))
    .map(([broker, op]): DirectoryCommand => ({ op, broker, at })),
  fc.boolean().map((paused): DirectoryCommand => ({ op: 'setPaused', paused, at })),
  fc.tuple(times, times, times).map(([brokers, producers, consumers]): DirectoryCommand => ({
    op: 'noteSeen',
    brokers,
    producers,
    consumers,
    at,
  })),
)

/** Any command over few names, so that they meet; some with a request id that repeats. */
const command: fc.Arbitrary<DirectoryCommand> = fc.oneof(
  bare,
  fc
    .tuple(bare, fc.constantFrom('r1', 'r2', 'r3'))
    .map(([inner, id]): DirectoryCommand => ({ ...inner, request: { id } })),
)

machineContract('the directory', { create: () => createDirectory({ firstReplicaId: 7 }), command })

describe('topics', () => {
  it('are listed in order of creation and numbered from 1', () => {
    const { apply, directory } = start(3)
    expect(apply(createTopic('zebra', 2))).toMatchObject({ ok: true, value: { topicId: 1, groups: [3, 4] } })
    expect(apply(createTopic('ant'))).toMatchObject({ value: { topicId: 2, partitions: 1, groups: [5] } })
    expect(directory.topics().map(({ name }) => name)).toEqual(['zebra', 'ant'])
  })

  it('are created once (CO1, E8)', () => {
    const { apply, directory } = start(3)
    apply(createTopic('orders'))
    const version = directory.version()
    expect(apply(createTopic('orders', 2))).toMatchObject({ failure: { code: 'topic-exists' } })
    expect(directory.topic('orders')?.partitions).toHaveLength(1)
    expect(directory.version()).toBe(version)
  })

  it('need 3 live brokers (H9)', () => {
    const { apply, directory } = start(3)
    apply({ op: 'brokerAlive', broker: 2, alive: false, at: 0 })
    expect(apply(createTopic('orders'))).toMatchObject({
      failure: { code: 'not-enough-brokers', alive: 2, needed: 3 },
    })
    expect(directory.topics()).toEqual([])
  })

  it('may be asked for again under the same id once brokers are back: a 503 is not remembered', () => {
    const { apply } = start(3)
    const wanted = { ...createTopic('orders'), request: { id: 'r1' } }
    apply({ op: 'brokerAlive', broker: 2, alive: false, at: 0 })
    expect(apply(wanted)).toMatchObject({ failure: { code: 'not-enough-brokers' } })
    apply({ op: 'brokerAlive', broker: 2, alive: true, at: 0 })
    expect(apply(wanted)).toMatchObject({ ok: true, duplicate: false })
    expect(apply(wanted)).toMatchObject({ ok: true, duplicate: true })
  })

  it('begin their group and replica ids behind those of managers and ATMs', () => {
    const { apply, directory } = start(3, 7)
    apply(createTopic('orders', 2))
    const given = directory
      .partitions()
      .map(({ group, replicas }) => [group, ...replicas.map((r) => r.replicaId)])
    expect(given).toEqual([
      [3, 7, 8, 9],
      [4, 10, 11, 12],
    ])
  })

  it('hold no more than 32 partitions', () => {
    const { apply } = start(3)
    apply(createTopic('orders', 30))
    const more: DirectoryCommand = { op: 'addPartitions', topic: 'orders', count: 3, at: 0 }
    expect(apply(more)).toMatchObject({ failure: { code: 'limit-reached', max: 32 } })
    expect(apply({ ...more, count: 2 })).toMatchObject({ value: { partitionId: 30, partitions: 32 } })
  })

  it('are no more than 256, and 512 partitions in all', () => {
    const { apply } = start(3)
    for (let topic = 1; topic <= 16; topic++) expect(apply(createTopic(`t${topic}`, 32)).ok).toBe(true)
    expect(apply(createTopic('t17'))).toMatchObject({ failure: { limit: 'partitions', max: 512 } })
    const many = start(3)
    for (let topic = 1; topic <= 256; topic++) expect(many.apply(createTopic(`t${topic}`)).ok).toBe(true)
    expect(many.apply(createTopic('t257'))).toMatchObject({ failure: { limit: 'topics', max: 256 } })
  })
})

describe('adding partitions', () => {
  const add = (fields: object): DirectoryCommand => ({
    op: 'addPartitions',
    topic: 'orders',
    count: 1,
    at: 0,
    ...fields,
  })

  it('puts a replica and the preferred leader on the broker named', () => {
    const { apply, directory } = start(5)
    apply(createTopic('orders'))
    expect(apply(add({ broker: 5, count: 2 }))).toMatchObject({ value: { partitionId: 1, partitions: 3 } })
    for (const number of [1, 2]) {
      const partition = directory.topic('orders')?.partitions[number]
      expect(partition?.preferred).toBe(5)
      expect(directory.hostedBy(5)).toContainEqual(partition)
    }
  })

  it('refuses an unknown topic, an unknown broker and a dead one', () => {
    const { apply } = start(4)
    expect(apply(add({ broker: 9 }))).toMatchObject({ failure: { code: 'no-such-topic' } })
    apply(createTopic('orders'))
    apply({ op: 'brokerAlive', broker: 4, alive: false, at: 0 })
    expect(apply(add({ broker: 9 }))).toMatchObject({ failure: { code: 'no-such-broker' } })
    expect(apply(add({ broker: 4 }))).toMatchObject({
      failure: { code: 'broker-not-alive', alive: false, state: 'active' },
    })
  })

  it('creates exactly the partition a broker was asked for; a hole or a repeat is refused', () => {
    const { apply, directory } = start(3)
    expect(apply(add({ exactly: 1, broker: 2 }))).toMatchObject({ failure: { code: 'no-such-topic' } })
    expect(apply(add({ exactly: 0, broker: 2 }))).toMatchObject({ value: { partitionId: 0, partitions: 1 } })
    expect(apply(add({ exactly: 0, broker: 2 }))).toMatchObject({ failure: { code: 'partition-exists' } })
    expect(apply(add({ exactly: 2, broker: 2 }))).toMatchObject({
      failure: { code: 'partition-gap', expected: 1 },
    })
    expect(directory.topic('orders')?.partitions.map(({ partition }) => partition)).toEqual([0])
  })
})

describe('the version', () => {
  it('is the entry of the last change of topics, partitions or brokers, and of nothing else', () => {
    const { apply, directory } = start(3)
    expect(directory.version()).toBe(3)
    apply(createTopic('orders'))
    expect(directory.version()).toBe(4)
    apply(producer('orders'))
    apply(consumer('orders'))
    apply(seen(1))
    apply({
      op: 'noteSeen',
      brokers: [[1, 50]],
      producers: [[1, 60]],
      consumers: [
        [1, 70],
        [9, 9],
      ],
      at: 0,
    })
    expect(directory.version()).toBe(4)
    const heard = [directory.broker(1), directory.producer(1), directory.consumer(1)]
    expect(heard.map((each) => each?.lastSeen)).toEqual([50, 60, 70])
    apply({ op: 'brokerAlive', broker: 1, alive: false, at: 0 })
    expect(directory.version()).toBe(9)
  })

  it('does not move when a directory is read', () => {
    const { directory, apply } = start(3)
    apply(createTopic('orders'))
    const before = textOf(directory)
    directory.topics()
    directory.hostedBy(1)
    directory.brokers()
    expect(textOf(directory)).toBe(before)
  })
})

it('no time of last hearing ever goes back', () => {
  const times = fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 10 })
  fc.assert(
    fc.property(times, (list) => {
      const { apply, directory } = start(3)
      for (const time of list) {
        apply({ op: 'noteSeen', brokers: [[2, time]], producers: [], consumers: [], at: 0 })
      }
      expect(directory.broker(2)?.lastSeen).toBe(Math.max(...list))
    }),
  )
})
