// What an operator may change of a group whose nodes are chosen once, as its leader judges it.

import { describe, expect, it } from 'vitest'
import type { GroupStatus, MemberStatus } from '../host/port.ts'
import { whyNotChange } from './member-routes.ts'

const at = (node: string, replica: number, match: number | null = 100): MemberStatus => ({
  node,
  replica,
  match,
})

function group(voters: readonly MemberStatus[], learners: readonly MemberStatus[] = []): GroupStatus {
  const numbers = { term: 2, last: 100, commit: 100, applied: 100, heard: 2, needed: 2, epoch: 0 }
  const own = { group: 2, name: 'atm', replicaId: 4, role: 'leader', leader: 'atm-1', ready: true } as const
  return { ...own, ...numbers, voters, learners }
}
const FULL = [at('atm-1', 4), at('atm-2', 5, null), at('atm-3', 6)]

describe('the leader of a group with fixed nodes', () => {
  it('takes a new replica of a node that is a member, and of no other', () => {
    expect(whyNotChange(group(FULL), { order: 'add', replica: 17, node: 'atm-2' })).toBeNull()
    expect(whyNotChange(group(FULL), { order: 'add', replica: 17, node: 'atm-9' })).toMatch(
      /chosen at the first start/,
    )
    expect(whyNotChange(group(FULL), { order: 'add', replica: 6, node: 'atm-2' })).toMatch(/lives on atm-3/)
  })

  it('B17: lets an old replica go only when its node has another that is close behind', () => {
    const remove = { order: 'remove', replica: 5 } as const
    expect(whyNotChange(group(FULL), remove)).toMatch(/no other replica/)
    expect(whyNotChange(group(FULL, [at('atm-2', 17, 0)]), remove)).toMatch(/no other replica/)
    expect(whyNotChange(group(FULL, [at('atm-2', 17, 99)]), remove)).toBeNull()
    expect(whyNotChange(group(FULL, [at('atm-2', 17, 99)]), { order: 'remove', replica: 4 })).toMatch(
      /itself/,
    )
  })

  it('lets a learner vote only when it is close behind and its node has no other vote', () => {
    const promote = { order: 'promote', replica: 17 } as const
    const left = [at('atm-1', 4), at('atm-3', 6)]
    expect(whyNotChange(group(left, [at('atm-2', 17, 99)]), promote)).toBeNull()
    expect(whyNotChange(group(left, [at('atm-2', 17, 20)]), promote)).toMatch(/not yet close/)
    expect(whyNotChange(group(FULL, [at('atm-2', 17, 99)]), promote)).toMatch(/old replica id/)
    expect(whyNotChange(group(left), promote)).toMatch(/not in the group/)
  })

  it('B62: confirms what is true already', () => {
    const after = group([at('atm-1', 4), at('atm-3', 6), at('atm-2', 17)])
    expect(whyNotChange(after, { order: 'add', replica: 17, node: 'atm-2' })).toBeNull()
    expect(whyNotChange(after, { order: 'promote', replica: 17 })).toBeNull()
    expect(whyNotChange(after, { order: 'remove', replica: 5 })).toBeNull()
  })
})
