import { describe, expect, it } from 'vitest'
import type { DirectoryCommand } from '../../shared/protocol/directory.ts'
import { MAX_BROKERS } from '../../shared/protocol/limits.ts'
import { createTopic, seen, start } from './directory.fixture.ts'

const at = 0
const GROUP = 3
const drain = (broker: number): DirectoryCommand => ({ op: 'drainBroker', broker, at })
const gone = (broker: number): DirectoryCommand => ({ op: 'brokerGone', broker, at })
const plan = (from: number, to: number): DirectoryCommand => ({
  op: 'planMove',
  topic: 'a',
  partition: 0,
  from,
  to,
  at,
})
const promoted = { op: 'moveStep', group: GROUP, epoch: 2, step: 'promoted', at } as const

/** Topic a on brokers 1, 2 and 3. */
function placed(brokers: number) {
  const started = start(brokers)
  started.apply(createTopic('a'))
  return started
}

describe('a broker that is to be removed', () => {
  it('gets nothing more: no new partition, no replica that moves', () => {
    const { apply, directory } = placed(5)
    expect(apply(drain(4))).toMatchObject({
      ok: true,
      value: { brokerId: 4, state: 'draining', partitions: [] },
    })
    apply(createTopic('b', 6))
    expect(directory.hostedBy(4)).toEqual([])
    expect(apply(plan(1, 4))).toMatchObject({
      failure: { code: 'broker-not-alive', alive: true, state: 'draining' },
    })
  })

  it('is gone once it holds nothing, and not before', () => {
    const { apply, directory } = placed(4)
    expect(apply(gone(1))).toMatchObject({ failure: { code: 'busy' } })
    expect(apply(drain(1))).toMatchObject({ value: { partitions: ['a/0'] } })
    expect(apply(gone(1))).toMatchObject({ failure: { code: 'busy' } })
    apply(plan(1, 4))
    apply(promoted)
    expect(apply(gone(1))).toMatchObject({ failure: { code: 'busy' } })
    apply({ op: 'finishMove', group: GROUP, epoch: 2, at })
    expect(apply(gone(1))).toMatchObject({ ok: true, value: { alive: false, state: 'removed' } })
    expect(directory.broker(1)).toMatchObject({ alive: false, state: 'removed' })
  })

  it('leaves three live brokers behind, or stays', () => {
    const { apply, directory } = placed(4)
    apply({ op: 'brokerAlive', broker: 3, alive: false, at })
    const before = directory.version()
    expect(apply(drain(1))).toMatchObject({ failure: { code: 'would-lose-replicas', alive: 2, needed: 3 } })
    expect(directory.version()).toBe(before)
    expect(apply(drain(3)), 'a dead one is no loss').toMatchObject({ value: { state: 'draining' } })
    expect(apply(drain(4)), 'one that is leaving does not count').toMatchObject({ ok: false })
    expect(apply(drain(9))).toMatchObject({ failure: { code: 'no-such-broker' } })
  })

  it('says how far it is when it is asked again, and changes nothing by it', () => {
    const { apply, directory } = placed(4)
    apply(drain(1))
    const before = directory.version()
    apply({ op: 'brokerAlive', broker: 2, alive: false, at })
    const told = { ok: true, value: { brokerId: 1, state: 'draining', partitions: ['a/0'] } }
    expect(apply(drain(1)), 'however few live brokers there are now').toMatchObject(told)
    expect(directory.version()).toBe(before + 1)
  })

  it('B17: comes back with an empty folder only, and as another broker', () => {
    const { apply, directory } = placed(5)
    apply(drain(5))
    apply(gone(5))
    const old = seen(5, { httpPort: 9_000 })
    expect(apply(old)).toMatchObject({ failure: { code: 'broker-not-alive', state: 'removed' } })
    expect(apply(seen(5, { birth: 'another' }))).toMatchObject({ value: { brokerId: 6, registered: true } })
    expect(directory.broker(5)?.state).toBe('removed')
  })

  it('makes room for another one', () => {
    const { apply } = start(MAX_BROKERS)
    expect(apply(seen(MAX_BROKERS + 1))).toMatchObject({ failure: { code: 'limit-reached' } })
    apply(drain(7))
    apply(gone(7))
    expect(apply(seen(MAX_BROKERS + 1))).toMatchObject({ value: { brokerId: MAX_BROKERS + 1 } })
  })
})
