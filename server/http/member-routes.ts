// An operator's changes of the managers' or the ATMs' group: a node that lost its files comes back under a new
// replica id (B17). The nodes of these groups are chosen at the first start, so nothing else is done here: whoever
// is added lives on a node that is a member, and nobody is taken out whose node has no other replica to take over.
// Only the leader carries anything out, and its core takes one change at a time (B58).

import * as z from 'zod'
import { unreachable } from '../../shared/assert.ts'
import type { GroupId, Json, NodeId } from '../../shared/ids.ts'
import { failure } from '../../shared/protocol/failure.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { isClose } from '../../shared/protocol/members.ts'
import type { MemberWish } from '../../shared/protocol/members.ts'
import type { GroupStatus, Host, MemberChange, MemberStatus, Proposed } from '../host/port.ts'
import type { Answer } from './answer.ts'
import { failed, success } from './answer.ts'
import type { Fields } from './fields.ts'
import { callOptions, missing, name, parseFields, whole } from './schema.ts'
import type { Route } from './server.ts'

const forMembers = callOptions.extend({
  order: z.enum(['add', 'promote', 'remove'], 'must be add, promote or remove'),
  replica: whole(1, Number.MAX_SAFE_INTEGER),
  node: name.optional(),
})

export const memberRoutes = (host: Host, group: GroupId): readonly Route[] => [
  { methods: ['GET'], paths: ['/members'], handle: async () => members(host, group) },
  { methods: ['POST'], paths: ['/members'], handle: (fields) => order(host, group, fields) },
]

/** As this node knows them: only the leader knows how far each one is. */
function members(host: Host, group: GroupId): Answer {
  const status = host.status(group)
  if (status === null) return failed(failure('not-ready', `${host.node} does not carry its group yet`))
  const { replicaId, leader, last, role, heard, needed, voters, learners } = status
  return success({
    replica_id: replicaId,
    leads: role === 'leader' && heard >= needed,
    leader,
    last,
    voters: voters.map(memberJson),
    learners: learners.map(memberJson),
  })
}

const memberJson = ({ replica, node, match }: MemberStatus): Json => ({ replica, node, match })

async function order(host: Host, group: GroupId, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forMembers, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { order: kind, replica, node, deadline_ms: deadline } = parsed.value
  if (kind === 'add' && node === undefined) return failed(missing('node'))
  const wish: MemberWish =
    kind === 'add' ? { order: kind, replica, node: node ?? '' } : { order: kind, replica }
  const status = host.status(group)
  if (status?.role !== 'leader') return failed(notLeader(group, status?.leader ?? null))
  const objection = whyNotChange(status, wish)
  if (objection !== null) return failed(failure('busy', objection))
  return answerOf(
    await host.changeMembers(group, changeOf(wish), deadline, `order:${kind}`),
    group,
    status.name,
  )
}

/** Null: nothing is lost by it. As the leader's configuration is now. */
export function whyNotChange(status: GroupStatus, wish: MemberWish): string | null {
  const all = [...status.voters, ...status.learners]
  const target = all.find(({ replica }) => replica === wish.replica)
  switch (wish.order) {
    case 'add': {
      if (target !== undefined)
        return target.node === wish.node ? null : `replica ${wish.replica} lives on ${target.node}`
      if (all.some(({ node }) => node === wish.node)) return null
      return `${wish.node} has no replica in the group ${status.name}: its nodes are chosen at the first start`
    }
    case 'promote':
      if (target === undefined) return `replica ${wish.replica} is not in the group`
      if (status.voters.includes(target)) return null
      if (!isClose(status.last, target)) return `replica ${wish.replica} is not yet close behind the leader`
      return votesOn(status, target.node) ? `${target.node} still votes under its old replica id` : null
    case 'remove': {
      if (target === undefined) return null
      if (target.replica === status.replicaId) return 'the leader does not take itself out'
      const heir = all.some(
        (each) => each !== target && each.node === target.node && isClose(status.last, each),
      )
      if (heir || !status.voters.includes(target)) return null
      return `${target.node} has no other replica in the group that is close behind the leader`
    }
    default:
      return unreachable(wish)
  }
}

const votesOn = ({ voters }: GroupStatus, on: NodeId): boolean => voters.some(({ node }) => node === on)

function changeOf(wish: MemberWish): MemberChange {
  switch (wish.order) {
    case 'add':
      return { add: { replica: wish.replica, node: wish.node } }
    case 'promote':
      return { promote: wish.replica }
    case 'remove':
      return { remove: wish.replica }
    default:
      return unreachable(wish)
  }
}

function answerOf(result: Proposed, group: GroupId, called: string): Answer {
  if (result.outcome === 'applied') return success({ index: result.index })
  if (result.outcome === 'unknown')
    return failed(failure('unknown', 'the change may be done or may still happen; look at GET /members'))
  if (result.why === 'notLeader') return failed(notLeader(group, result.leader))
  const { heard, needed } = result
  const message = `the group ${called} did not take the change (${result.why}); ask again`
  return failed(failure(heard < needed ? 'no-quorum' : 'busy', message, { heard, needed }))
}

const notLeader = (group: GroupId, leader: NodeId | null): Failure =>
  failure('not-leader', leader === null ? 'no leader is known here' : `${leader} leads the group`, {
    group,
    leader,
  })
