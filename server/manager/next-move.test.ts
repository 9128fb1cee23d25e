import { describe, expect, it } from 'vitest'
import type { MoveStep } from '../../shared/protocol/directory.ts'
import { LEARNER_DROPPED_AFTER_MS } from '../../shared/protocol/limits.ts'
import type { MovingPartition } from '../machines/directory-moves.ts'
import { nextMove } from './next-move.ts'
import type { MoveSight } from './next-move.ts'

const plan = (step: MoveStep): MovingPartition => ({
  topic: 'a',
  topicId: 1,
  partition: 0,
  group: 3,
  epoch: 2,
  preferred: 1,
  replicas: [1, 2, 3].map((id) => ({ replicaId: id, brokerId: id })),
  move: { add: { replicaId: 9, brokerId: 4 }, remove: { replicaId: 2, brokerId: 2 }, step, since: 0 },
})
const members = (ids: readonly number[]) => ids.map((id) => ({ replica: id, node: `node-${id}`, match: id }))
/** What is seen: replica 1 leads these voters and learners. */
const seen = (
  voters: readonly number[],
  learners: readonly number[] = [],
  more: Partial<MoveSight> = {},
): MoveSight => ({
  hosted: true,
  silentMs: 0,
  caughtUp: false,
  heard: () => true,
  group: { replicaId: 1, members: { voters: members(voters), learners: members(learners) } },
  ...more,
})
const GONE = { silentMs: LEARNER_DROPPED_AFTER_MS }
const OLD = [1, 2, 3]
const FOUR = [1, 2, 3, 9]

describe('the next deed of a move', () => {
  it.each<[string, MoveStep, MoveSight, unknown]>([
    ['the broker has no replica yet', 'planned', seen(OLD, [], { hosted: false }), { deed: 'host' }],
    ['the broker reports it', 'planned', seen(OLD), { deed: 'note', step: 'hosted' }],
    [
      'nobody leads, but it can be hosted',
      'planned',
      seen([], [], { hosted: false, group: null }),
      { deed: 'host' },
    ],
    ['it is hosted and no member', 'hosted', seen(OLD), { deed: 'add' }],
    ['it learns, but nobody noted that it was committed', 'hosted', seen(OLD, [9]), { deed: 'add' }],
    ['its adding was rolled back', 'added', seen(OLD), { deed: 'add' }],
    ['nobody leads', 'added', seen(OLD, [9], { group: null, caughtUp: true }), { deed: 'wait' }],
    ['it is far behind', 'added', seen(OLD, [9]), { deed: 'wait' }],
    ['it is close behind', 'added', seen(OLD, [9], { caughtUp: true }), { deed: 'promote' }],
    [
      'it is close but silent',
      'added',
      seen(OLD, [9], { caughtUp: true, silentMs: 6_000 }),
      { deed: 'wait' },
    ],
    ['it votes, but nobody noted that it was committed', 'added', seen(FOUR), { deed: 'promote' }],
    ['it votes, and another leads', 'promoted', seen(FOUR), { deed: 'remove' }],
    ['the old one is out, but nobody noted it', 'promoted', seen([1, 3, 9]), { deed: 'remove' }],
    [
      'its broker vanished before it was hosted',
      'planned',
      seen(OLD, [], { ...GONE, hosted: false }),
      { deed: 'drop' },
    ],
    ['its broker vanished while it learned', 'added', seen(OLD, [9], GONE), { deed: 'drop' }],
    ['its broker vanished after it got its vote', 'added', seen(FOUR, [], GONE), { deed: 'promote' }],
    ['its broker vanished at the end', 'promoted', seen(FOUR, [], GONE), { deed: 'remove' }],
  ])('B62: %s', (_when, step, sight, deed) => {
    expect(nextMove(plan(step), sight)).toEqual(deed)
  })

  it('hands over first when the leaving replica leads, to the voter with most of the log', () => {
    const sight = seen(FOUR)
    const led: MoveSight = { ...sight, group: { replicaId: 2, members: sight.group?.members ?? null } }
    expect(nextMove(plan('promoted'), led)).toEqual({ deed: 'transfer', to: 'node-9' })
  })

  it('never hands over to one that fell silent while another is there: nothing would ever change its place', () => {
    const sight = seen(FOUR, [], { heard: (node) => node !== 'node-9' })
    const led: MoveSight = { ...sight, group: { replicaId: 2, members: sight.group?.members ?? null } }
    expect(nextMove(plan('promoted'), led)).toEqual({ deed: 'transfer', to: 'node-3' })
  })
})

describe('a move that is to be given up', () => {
  const givenUp = (step: MoveStep): MovingPartition => {
    const { move, ...rest } = plan(step)
    return { ...rest, move: { ...move, givingUp: true } }
  }

  it.each<[string, MoveStep, MoveSight, unknown]>([
    ['as a learner, also one that is close', 'added', seen(OLD, [9], { caughtUp: true }), { deed: 'drop' }],
    ['although nobody noted that it was added', 'hosted', seen(OLD, [9]), { deed: 'drop' }],
    ['not while nobody leads', 'added', seen(OLD, [9], { group: null }), { deed: 'wait' }],
    ['not when it votes already, noted or not', 'added', seen(FOUR), { deed: 'promote' }],
  ])('takes the new replica out again: %s', (_when, step, sight, deed) => {
    expect(nextMove(givenUp(step), sight)).toEqual(deed)
  })
})
