import { describe, expect, it } from 'vitest'
import { createDirectory } from './directory.ts'
import { createTopic, producer, consumer, start } from './directory.fixture.ts'

describe('registrations', () => {
  it('give 100 producers and 100 consumers 100 ids each, without holes, between refusals', () => {
    const { apply, directory } = start(3)
    apply(createTopic('orders'))
    for (let number = 1; number <= 100; number++) {
      apply(producer('orders', { partition: 9 }))
      expect(apply(producer('orders'))).toMatchObject({ value: { producerId: number } })
      apply(consumer('nowhere'))
      expect(apply(consumer('orders'))).toMatchObject({ value: { consumerId: number } })
    }
    expect(directory.producers().map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
  })

  it('go on without a gap or a repeat on another replica', () => {
    const { apply, directory } = start(3)
    apply(producer('orders'))
    const other = createDirectory({ firstReplicaId: 1 })
    other.restore(directory.snapshot())
    expect(other.apply(producer('orders'), 100)).toMatchObject({ value: { producerId: 2, created: false } })
    expect(other.apply(createTopic('more'), 101)).toMatchObject({ value: { topicId: 2, groups: [4] } })
  })

  it('of a producer create a missing topic in the same step, or do nothing at all', () => {
    const { apply, directory } = start(3)
    expect(apply(producer('new'))).toMatchObject({
      value: { producerId: 1, topicId: 1, name: 'producer-1', partition: null, partitions: 1, created: true },
    })
    const before = directory.producers()
    expect(apply(producer('other', { partition: 1 }))).toMatchObject({
      failure: { code: 'no-such-partition' },
    })
    for (const broker of [1, 2]) apply({ op: 'brokerAlive', broker, alive: false, at: 0 })
    expect(apply(producer('other'))).toMatchObject({ failure: { code: 'not-enough-brokers' } })
    expect(directory.topics()).toHaveLength(1)
    expect(directory.producers()).toEqual(before)
    expect(apply(producer('new'))).toMatchObject({ value: { producerId: 2 } })
  })

  it('of a producer are a new id each time, also under one name', () => {
    const { apply } = start(3)
    expect(apply(producer('orders', { name: 'anna' }))).toMatchObject({ value: { producerId: 1 } })
    expect(apply(producer('orders', { name: 'anna' }))).toMatchObject({
      value: { producerId: 2, name: 'anna' },
    })
  })

  it('of a consumer need the topic, and give the same name its id back', () => {
    const { apply } = start(3)
    expect(apply(consumer('orders'))).toMatchObject({ failure: { code: 'no-such-topic' } })
    apply(createTopic('orders', 2))
    const named = { name: 'carl' }
    expect(apply(consumer('orders', named))).toMatchObject({ value: { consumerId: 1, partition: null } })
    expect(apply(consumer('orders', { ...named, partition: 1 }))).toMatchObject({ value: { consumerId: 2 } })
    expect(apply(consumer('orders', named))).toMatchObject({ value: { consumerId: 1 }, duplicate: false })
    expect(apply(consumer('orders', { partition: 2 }))).toMatchObject({
      failure: { code: 'no-such-partition' },
    })
  })

  it('refuse the names kept for clients that bring none', () => {
    const { apply } = start(3)
    apply(createTopic('orders'))
    const name = 'producer-7'
    expect(apply(producer('orders', { name }))).toMatchObject({ failure: { field: 'producer_name' } })
    expect(apply(consumer('orders', { name }))).toMatchObject({ failure: { code: 'bad-name' } })
  })

  it('are done once per request id', () => {
    const { apply, directory } = start(3)
    const asked = { ...producer('orders'), request: { id: 'r1' } }
    const first = apply(asked)
    expect(apply(asked)).toEqual({ ...first, duplicate: true })
    expect(directory.producers()).toHaveLength(1)
  })
})
