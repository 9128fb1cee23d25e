// What to do next so that a manager or an ATM that lost its files votes under its new replica id, and under no other:
// pure, from what the group's leader says of its real configuration. Every order may be repeated, so whoever asks
// again goes on from what is true (B62). The old replica leaves before the new one votes: its vote was lost with its
// files, and a node whose disk fails twice meanwhile must not hold two votes that nobody can cast.

import type { NodeId, ReplicaId } from '../../shared/ids.ts'
import type { GroupMember, MemberWish } from '../../shared/protocol/members.ts'

export type RejoinDeed =
  { readonly deed: 'done' | 'wait' } | { readonly deed: 'order'; readonly wish: MemberWish }

export interface RejoinSight {
  readonly node: NodeId
  /** The id that was taken for it. */
  readonly replica: ReplicaId
  readonly group: {
    readonly voters: readonly GroupMember[]
    readonly learners: readonly GroupMember[]
  }
  /** Close behind the leader's log, seen twice running. */
  readonly caughtUp: boolean
}

export function nextRejoinDeed({ node, replica, group, caughtUp }: RejoinSight): RejoinDeed {
  const { voters, learners } = group
  const isOld = (one: { readonly node: NodeId; readonly replica: ReplicaId }): boolean =>
    one.node === node && one.replica !== replica
  const [abandoned] = learners.filter(isOld)
  if (abandoned !== undefined && has([...voters, ...learners], replica)) return remove(abandoned.replica)
  if (!has(voters, replica) && !has(learners, replica))
    return { deed: 'order', wish: { order: 'add', replica, node } }
  const [old] = voters.filter(isOld)
  if (has(voters, replica)) return old === undefined ? { deed: 'done' } : remove(old.replica)
  if (!caughtUp) return { deed: 'wait' }
  return old === undefined ? { deed: 'order', wish: { order: 'promote', replica } } : remove(old.replica)
}

const remove = (replica: ReplicaId): RejoinDeed => ({ deed: 'order', wish: { order: 'remove', replica } })

const has = (members: readonly { readonly replica: ReplicaId }[], replica: ReplicaId): boolean =>
  members.some((member) => member.replica === replica)
