import { describe, expect, it } from 'vitest'
import type { DirectoryCommand, MoveStep } from '../../shared/protocol/directory.ts'
import { createDirectory } from './directory.ts'
import { createTopic, start } from './directory.fixture.ts'
import { textOf } from './machine.contract.ts'

const at = 0
const GROUP = 3
const plan = (partition: number, from: number, to: number): DirectoryCommand => ({
  op: 'planMove',
  topic: 'a',
  partition,
  from,
  to,
  at,
})
const hold = (group: number, onHold: boolean): DirectoryCommand => ({
  op: 'holdMove',
  group,
  epoch: 2,
  onHold,
  at,
})
const step = (to: MoveStep): DirectoryCommand => ({ op: 'moveStep', group: GROUP, epoch: 2, step: to, at })
const giveUp = (topic = 'a', partition = 0): DirectoryCommand => ({ op: 'giveUpMove', topic, partition, at })
const busy = { ok: false, failure: { code: 'busy' } }

/** a/0 moves from the first of its brokers to one that has none of it; a/1 may do so as well. */
function moving() {
  const started = start(5)
  started.apply(createTopic('a', 2))
  const planOf = (partition: number): DirectoryCommand => {
    const held = started.directory.partitionOf(GROUP + partition)?.replicas.map(({ brokerId }) => brokerId)
    const to = [1, 2, 3, 4, 5].find((id) => held?.includes(id) === false) ?? 0
    return plan(partition, held?.[0] ?? 0, to)
  }
  started.apply(planOf(0))
  return { ...started, planOf, move: () => started.directory.partitionOf(GROUP)?.move }
}

describe('a move on hold', () => {
  it('keeps no other partition waiting, but its own', () => {
    const { apply, directory, planOf } = moving()
    expect(apply(planOf(1))).toMatchObject({ ...busy, failure: { what: 'a/0' } })
    expect(apply(hold(GROUP, true))).toMatchObject({ ok: true })
    expect(directory.moving()).toBeUndefined()
    expect(directory.moves()).toMatchObject([{ group: GROUP, move: { onHold: true } }])
    expect(apply(plan(0, 2, 5))).toMatchObject({ ...busy, failure: { what: 'a/0' } })
    expect(apply(planOf(1))).toMatchObject({ ok: true })
    expect(directory.moving()).toMatchObject({ group: GROUP + 1 })
  })

  it('goes on when no other is under way, with the step it had', () => {
    const { apply, directory, planOf, move } = moving()
    apply(step('added'))
    apply(hold(GROUP, true))
    apply(planOf(1))
    expect(apply(hold(GROUP, false))).toMatchObject({ ...busy, failure: { what: 'a/1' } })
    apply({ op: 'abortMove', group: GROUP + 1, epoch: 2, at })
    expect(apply(hold(GROUP, false))).toMatchObject({ ok: true })
    expect(directory.moving()).toMatchObject({ group: GROUP })
    expect(move()).toMatchObject({ step: 'added' })
    expect(move()?.onHold).toBeUndefined()
  })

  it('stays on hold when a step is noted late, and for the next write manager', () => {
    const { apply, directory, move } = moving()
    apply(hold(GROUP, true))
    expect(apply(hold(GROUP, true))).toMatchObject({ ok: true })
    apply(step('hosted'))
    expect(move()).toMatchObject({ step: 'hosted', onHold: true })
    const next = createDirectory({ firstReplicaId: 1 })
    next.restore(directory.snapshot())
    expect(textOf(next)).toBe(textOf(directory))
    expect(next.moving()).toBeUndefined()
  })

  it('is refused for a plan that is not there', () => {
    expect(moving().apply(hold(GROUP + 1, true))).toMatchObject(busy)
  })
})

describe('a move given up by an operator', () => {
  it('ends at once while nobody but its broker was told; late orders are out of date', () => {
    const { apply, directory } = moving()
    expect(apply(giveUp())).toMatchObject({ ok: true, value: { epoch: 3, done: true } })
    expect(directory.moves()).toEqual([])
    expect(apply(step('hosted'))).toMatchObject(busy)
  })

  it('is marked when the group may know the new replica, and ends when the managers took it out', () => {
    const { apply, directory, move } = moving()
    apply(step('hosted'))
    for (let turn = 0; turn < 2; turn += 1)
      expect(apply(giveUp())).toMatchObject({ ok: true, value: { epoch: 2, done: false } })
    expect(move()).toMatchObject({ step: 'hosted', givingUp: true })
    apply({ op: 'abortMove', group: GROUP, epoch: 2, at })
    expect(directory.moves()).toEqual([])
  })

  it('is refused when the new replica votes, and where nothing moves', () => {
    const { apply } = moving()
    apply(step('promoted'))
    for (const command of [giveUp(), giveUp('a', 1)]) expect(apply(command)).toMatchObject(busy)
    expect(apply(giveUp('b'))).toMatchObject({ failure: { code: 'no-such-topic' } })
    expect(apply(giveUp('a', 7))).toMatchObject({ failure: { code: 'no-such-partition' } })
  })
})
