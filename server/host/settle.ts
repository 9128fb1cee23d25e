// What a cycle means for those who wait: slots, refusals, confirmed reads, a lost leadership. In the words
// of the port, so that roles never see a replica id.

import type { GroupId, NodeId } from '../../shared/ids.ts'
import type { Refusal } from '../raft/types.ts'
import { unreachable } from '../../shared/assert.ts'
import type { Changes, Unable } from './changes.ts'
import { refusedBecause } from './changes.ts'
import type { CycleResult } from './engine.ts'
import type { Proposed } from './port.ts'
import type { ReadRefused, Reads } from './reads.ts'
import { heardOf, neededOf, nodeOf } from './replica.ts'
import type { Hearing, Replica } from './replica.ts'
import type { Transfers } from './transfers.ts'

export interface Standing {
  /** Why this group cannot take a request just now, when its core does not know a leader. */
  unable(group: GroupId): Unable
  /** The same numbers with another reason. */
  because(group: GroupId, why: Unable['why']): Unable
}

export function createStanding(replicas: ReadonlyMap<GroupId, Replica>, hearing: Hearing): Standing {
  const because = (group: GroupId, why: Unable['why']): Unable => {
    const replica = replicas.get(group)
    if (replica === undefined) return { why: 'noSuchGroup', heard: 0, needed: 0 }
    return { why, heard: heardOf(replica, hearing), needed: neededOf(replica) }
  }
  const unable = (group: GroupId): Unable => {
    const numbers = because(group, 'noLeader')
    if (numbers.why === 'noSuchGroup') return numbers
    if (replicas.get(group)?.ready !== true) return { ...numbers, why: 'notReady' }
    return numbers.heard < numbers.needed ? { ...numbers, why: 'noQuorum' } : numbers
  }
  return { unable, because }
}

export const readRefused = ({ why, heard, needed }: Unable): ReadRefused => ({
  ok: false,
  why: why === 'replaced' || why === 'notMember' ? 'noLeader' : why,
  heard,
  needed,
})

export interface SettleOptions {
  readonly replicas: ReadonlyMap<GroupId, Replica>
  readonly changes: Changes
  readonly reads: Reads
  readonly transfers: Transfers
  readonly standing: Standing
}

/** Slots first: what follows may already take them away. */
export function settle(result: CycleResult, options: SettleOptions): void {
  const { replicas, changes, reads, transfers, standing } = options
  for (const { req, index, term } of result.placed) changes.placed(req, index, term)
  for (const { group, req, why, leader } of result.refused) {
    const replica = replicas.get(group)
    const hint = replica === undefined ? null : nodeOf(replica, leader)
    if (changes.requests.answer(req, refusalOf(group, why, hint, standing))) continue
    if (transfers.refused(req, REFUSED_TRANSFER[why])) continue
    const unable = why === 'uncommittedFull' ? standing.because(group, 'overloaded') : standing.unable(group)
    reads.requests.answer(req, readRefused(unable))
  }
  for (const { group, req, index } of result.reads) {
    reads.confirmed(req, index, replicas.get(group)?.applied ?? 0)
  }
}

const REFUSED_TRANSFER: Readonly<Record<Refusal, string>> = {
  notLeader: 'this node does not lead the group any more',
  dropped: 'it was given up: the other replica did not take over within an election timeout',
  uncommittedFull: 'too much is not yet committed',
  transferring: 'another transfer is under way',
  confInFlight: 'a change of members is under way',
  noOwnTermCommit: 'the leader has not committed anything in its term yet',
}

function refusalOf(group: GroupId, why: Refusal, hint: NodeId | null, standing: Standing): Proposed {
  switch (why) {
    case 'notLeader':
      if (hint !== null) return { outcome: 'refused', why: 'notLeader', leader: hint }
      return refusedBecause(standing.unable(group))
    case 'uncommittedFull':
    case 'confInFlight':
      return refusedBecause(standing.because(group, 'overloaded'))
    case 'dropped':
    case 'transferring':
    case 'noOwnTermCommit':
      return refusedBecause(standing.because(group, 'noLeader'))
    default:
      return unreachable(why)
  }
}

/** A leader no more, or in another term: what it promised to none must be answered (B70). */
export function lostLeadership(before: Replica['view'], now: Replica['view']): boolean {
  return before.role === 'leader' && (now.role !== 'leader' || now.term !== before.term)
}
