// Whether something can be done to a group: its election timers, its leadership.

import type { GroupView } from '../../shared/cluster-view.ts'
import type { Fault } from '../../shared/fault.ts'
import type { GroupName, NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { CheckContext } from './fault-check.ts'
import type { Refusal } from './refusal.ts'
import { confirmedLeader } from '../../shared/cluster-view.ts'
import { err, ok } from '../../shared/result.ts'
import { notFound, notNow } from './refusal.ts'
import { unknownNode } from './wire-check.ts'

function groupWith(
  name: GroupName,
  nodes: readonly NodeId[],
  context: CheckContext,
): Result<GroupView, Refusal> {
  const unknown = unknownNode(nodes, context)
  if (unknown !== null) return err(unknown)
  const known = context.view.groups[name]
  if (known === undefined) {
    const all = Object.keys(context.view.groups).join(', ')
    return err(
      notFound('no-such-group', `there is no group ${name}: there are ${all === '' ? 'none yet' : all}`),
    )
  }
  const stranger = nodes.find((node) => known.replicas[node] === undefined)
  if (stranger === undefined) return ok(known)
  const having = Object.keys(known.replicas).join(', ')
  return err(notFound('no-such-replica', `${stranger} has no replica of ${name}: ${having} have`))
}

export function timeoutObjection(
  { nodes, group }: Extract<Fault, { kind: 'timeout' }>,
  context: CheckContext,
): Refusal | null {
  const known = groupWith(group, nodes, context)
  if (!known.ok) return known.error
  for (const node of nodes) {
    const state = context.supervisor.entries.get(node)?.state
    if (state !== 'running') return notNow(`${node} is ${state}: its election timer cannot fire`)
  }
  return null
}

export function transferObjection(
  { group, to }: Extract<Fault, { kind: 'transfer' }>,
  context: CheckContext,
): Refusal | null {
  const known = groupWith(group, [to], context)
  if (!known.ok) return known.error
  const leader = confirmedLeader(context.view, known.value)
  if (leader === null) return notNow(`${group} has no leader now: there is nothing to hand over`)
  if (leader.node === to) return notNow(`${to} leads ${group} already`)
  const state = context.supervisor.entries.get(to)?.state
  if (state !== 'running') return notNow(`${to} is ${state}: it cannot lead`)
  if (context.view.clock.rate === 0) return notNow('the cluster is paused: nobody can be elected')
  return null
}
