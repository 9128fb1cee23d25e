// The orders that bring a node back into its group, over every configuration they lead through.

import { describe, expect, it } from 'vitest'
import type { GroupMember, MemberWish } from '../../shared/protocol/members.ts'
import { nextRejoinDeed } from './rejoin-plan.ts'

const NODE = 'atm-2'
const NEW = 17

interface Group {
  readonly voters: readonly GroupMember[]
  readonly learners: readonly GroupMember[]
}
const at = (node: string, replica: number): GroupMember => ({ node, replica, match: 9 })
const OTHERS = [at('atm-1', 4), at('atm-3', 6)]
const LOST: Group = { voters: [...OTHERS, at(NODE, 5)], learners: [] }

/** What a leader makes of an order. */
function after({ voters, learners }: Group, wish: MemberWish): Group {
  const others = (all: readonly GroupMember[]) => all.filter(({ replica }) => replica !== wish.replica)
  switch (wish.order) {
    case 'add':
      return { voters, learners: [...learners, at(wish.node, wish.replica)] }
    case 'promote':
      return { voters: [...voters, at(NODE, wish.replica)], learners: others(learners) }
    case 'remove':
      return { voters: others(voters), learners: others(learners) }
  }
}

/** All configurations on the way, the first and the last too. */
function way(from: Group, replica = NEW): readonly Group[] {
  const groups = [from]
  for (let group = from; groups.length < 20; groups.push(group)) {
    const next = nextRejoinDeed({ node: NODE, replica, group, caughtUp: true })
    if (next.deed !== 'order') return groups
    group = after(group, next.wish)
  }
  throw new Error('it comes to no end')
}

const ids = (members: readonly GroupMember[]): readonly number[] =>
  members.map(({ replica }) => replica).sort((a, b) => a - b)

describe('a node that rejoins', () => {
  it('B17: learns first, its old replica leaves, and then the new one votes', () => {
    expect(way(LOST).map(({ voters, learners }) => [ids(voters), ids(learners)])).toEqual([
      [[4, 5, 6], []],
      [[4, 5, 6], [NEW]],
      [[4, 6], [NEW]],
      [[4, 6, NEW], []],
    ])
  })

  it('waits while the learner is behind: nobody votes who would hold the others up', () => {
    const learning = { ...LOST, learners: [at(NODE, NEW)] }
    expect(nextRejoinDeed({ node: NODE, replica: NEW, group: learning, caughtUp: false })).toEqual({
      deed: 'wait',
    })
  })

  it('B62: asked again from any configuration on the way it comes to the same end', () => {
    for (const stop of way(LOST)) expect(way(stop).at(-1)).toEqual(way(LOST).at(-1))
  })

  it('B62: its files may be lost again at every step: the others have a majority, and a third id comes to the same end', () => {
    for (const stop of way(LOST)) {
      const again = way(stop, 18)
      for (const { voters } of again) {
        const alive = voters.filter(({ node }) => node !== NODE).length
        expect(alive).toBeGreaterThan((voters.length - 1) / 2)
        expect(voters.filter(({ node }) => node === NODE).length).toBeLessThanOrEqual(1)
      }
      const end = again.at(-1)
      expect([ids(end?.voters ?? []), ids(end?.learners ?? [])]).toEqual([[4, 6, 18], []])
    }
  })

  it('is done when it votes under the new id and under no other', () => {
    const group = { voters: [...OTHERS, at(NODE, NEW)], learners: [] }
    expect(nextRejoinDeed({ node: NODE, replica: NEW, group, caughtUp: false })).toEqual({ deed: 'done' })
  })
})
