import { describe, expect, it } from 'vitest'
import type { DirectoryCommand, MoveStep } from '../../shared/protocol/directory.ts'
import { movePlannedSchema } from '../../shared/protocol/directory.ts'
import { createDirectory } from './directory.ts'
import { createTopic, start } from './directory.fixture.ts'
import { textOf } from './machine.contract.ts'

const at = 0
const plan = (from: number, to: number, partition = 0): DirectoryCommand => ({
  op: 'planMove',
  topic: 'a',
  partition,
  from,
  to,
  at,
})
const GROUP = 3
const step = (epoch: number, to: MoveStep): DirectoryCommand => ({
  op: 'moveStep',
  group: GROUP,
  epoch,
  step: to,
  at,
})
const finish = (epoch: number): DirectoryCommand => ({ op: 'finishMove', group: GROUP, epoch, at })
const abort = (epoch: number): DirectoryCommand => ({ op: 'abortMove', group: GROUP, epoch, at })
const busy = { ok: false, failure: { code: 'busy' } }

/** Topic a on brokers 1, 2, 3 as replicas 1, 2, 3, and two more brokers. */
function placed(partitions = 1) {
  const started = start(5)
  started.apply(createTopic('a', partitions))
  const record = () => {
    const found = started.directory.partitionOf(GROUP)
    if (found === undefined) throw new Error('a/0 is missing')
    return found
  }
  return { ...started, record }
}

describe('planning a move', () => {
  it('gives the new replica an id of its own and the partition the next epoch', () => {
    const { apply, record, directory } = placed()
    const version = directory.version()
    expect(apply(plan(2, 4))).toMatchObject({ value: { group: GROUP, replicaId: 4, epoch: 2 } })
    expect(record()).toMatchObject({
      epoch: 2,
      replicas: [{ replicaId: 1 }, { replicaId: 2 }, { replicaId: 3 }],
      move: { add: { replicaId: 4, brokerId: 4 }, remove: { replicaId: 2, brokerId: 2 }, step: 'planned' },
    })
    expect(directory.version()).toBeGreaterThan(version)
    expect(directory.hostedBy(4)).toHaveLength(1)
  })

  it('B17: shares its replica ids with managers and ATMs that come back: none is given twice', () => {
    const { apply, directory } = placed()
    const version = directory.version()
    const take: DirectoryCommand = { op: 'takeReplicaId', node: 'atm-2', at }
    expect(apply(take)).toMatchObject({ ok: true, value: { replicaId: 4 } })
    expect(apply(take)).toMatchObject({ ok: true, value: { replicaId: 5 } })
    expect(directory.version()).toBe(version)
    expect(apply(plan(2, 4))).toMatchObject({ value: { replicaId: 6 } })
  })

  it.each<[string, DirectoryCommand, string]>([
    ['an unknown topic', { op: 'planMove', topic: 'b', partition: 0, from: 1, to: 4, at }, 'no-such-topic'],
    ['an unknown partition', plan(1, 4, 7), 'no-such-partition'],
    ['an unknown broker to leave', plan(9, 4), 'no-such-broker'],
    ['a broker that holds none', plan(5, 4), 'no-such-broker'],
    ['an unknown broker to go to', plan(1, 9), 'no-such-broker'],
    ['a broker that holds one already', plan(1, 3), 'partition-exists'],
  ])('is refused for %s and changes nothing', (_what, command, code) => {
    const { apply, directory } = placed()
    const state = () => Object(directory.snapshot()).state
    const before = state()
    expect(apply(command)).toMatchObject({ ok: false, failure: { code } })
    expect(state()).toEqual(before)
  })

  it('is refused towards a dead broker, but not away from one', () => {
    const { apply } = placed()
    apply({ op: 'brokerAlive', broker: 4, alive: false, at })
    apply({ op: 'brokerAlive', broker: 1, alive: false, at })
    expect(apply(plan(1, 4))).toMatchObject({ failure: { code: 'broker-not-alive' } })
    expect(apply(plan(1, 5))).toMatchObject({ ok: true })
  })

  it('is refused while any other is under way', () => {
    const { apply } = placed(2)
    apply(plan(2, 4))
    const message = expect.stringMatching(/a\/0 is being moved.*start those that are down/)
    expect(apply(plan(3, 5))).toMatchObject({ failure: { code: 'busy', what: 'a/0', message } })
    expect(apply(plan(4, 2, 1))).toMatchObject(busy)
  })
})

describe('a move under way', () => {
  it('takes its steps forward only, and is in the snapshot for the next write manager', () => {
    const { apply, record, directory } = placed()
    apply(plan(2, 4))
    apply(step(2, 'added'))
    apply(step(2, 'hosted'))
    expect(record().move?.step).toBe('added')
    const next = createDirectory({ firstReplicaId: 1 })
    next.restore(directory.snapshot())
    expect(textOf(next)).toBe(textOf(directory))
    expect(next.moving()).toMatchObject({ group: GROUP, move: { step: 'added' } })
  })

  it('ends with the new replica in the place of the old one, also as the preferred leader', () => {
    const { apply, record, directory } = placed()
    apply(plan(1, 4))
    expect(record().preferred).toBe(1)
    expect(apply(finish(2))).toMatchObject(busy)
    apply(step(2, 'promoted'))
    expect(apply(finish(2))).toMatchObject({ ok: true, value: { epoch: 2 } })
    expect(record().replicas).toEqual([
      { replicaId: 2, brokerId: 2 },
      { replicaId: 3, brokerId: 3 },
      { replicaId: 4, brokerId: 4 },
    ])
    expect(record()).toMatchObject({ epoch: 2, preferred: 4 })
    expect(record().move).toBeUndefined()
    expect(directory.moving()).toBeUndefined()
    expect(directory.hostedBy(1)).toEqual([])
  })

  it('is given up while the new replica does not vote; its id is burnt and its orders are out of date', () => {
    const { apply, record } = placed()
    apply(plan(2, 4))
    expect(apply(abort(2))).toMatchObject({ ok: true, value: { epoch: 3 } })
    expect(record()).toMatchObject({ epoch: 3, replicas: [{}, { replicaId: 2 }, {}] })
    const again = apply(plan(2, 4))
    expect(again.ok && movePlannedSchema.parse(again.value)).toMatchObject({ replicaId: 5, epoch: 4 })
    apply(step(4, 'promoted'))
    expect(apply(abort(4))).toMatchObject(busy)
  })

  it('is left alone by steps of another epoch, which a deposed write manager may still propose', () => {
    const { apply, record } = placed()
    apply(plan(2, 4))
    apply(abort(2))
    apply(plan(2, 5))
    for (const late of [step(2, 'promoted'), finish(2), abort(2), finish(3)])
      expect(apply(late)).toMatchObject(busy)
    expect(record()).toMatchObject({ epoch: 4, move: { step: 'planned', add: { brokerId: 5 } } })
  })
})

describe('the pause', () => {
  it('is for what managers move on their own: a move by hand is planned all the same, and nobody routes by it', () => {
    const { apply, record, directory } = placed()
    const version = directory.version()
    expect(directory.paused()).toBe(false)
    for (const paused of [true, true, false, true]) {
      expect(apply({ op: 'setPaused', paused, at })).toMatchObject({ ok: true, value: { paused } })
      expect(directory.paused()).toBe(paused)
    }
    expect(directory.version()).toBe(version)
    expect(apply(plan(2, 4))).toMatchObject({ ok: true })
    expect(record().move).toMatchObject({ step: 'planned' })
  })

  it('is in the snapshot', () => {
    const { apply, directory } = placed()
    apply({ op: 'setPaused', paused: true, at })
    const copy = createDirectory({ firstReplicaId: 1 })
    copy.restore(directory.snapshot())
    expect(copy.paused()).toBe(true)
    expect(textOf(copy)).toBe(textOf(directory))
  })

  it('takes a snapshot from before there was a pause as one in which leaders are moved', () => {
    const { directory } = placed()
    const older = textOf(directory).replace('"paused":false,', '')
    expect(older).not.toContain('paused')
    const copy = createDirectory({ firstReplicaId: 1 })
    copy.restore(JSON.parse(older))
    expect(copy.paused()).toBe(false)
    expect(copy.partitions()).toEqual(directory.partitions())
  })
})
