// Whether a fault can be done at all: what it names exists (404), and it would change something (409).

import type { ClusterView } from '../../shared/cluster-view.ts'
import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { LinkTable } from './links.ts'
import type { Refusal } from './refusal.ts'
import type { Supervisor } from './supervisor.ts'
import { unreachable } from '../../shared/assert.ts'
import { ruleIsIdle } from '../../shared/link-rule.ts'
import { directions, isWire, ruleOf } from './links.ts'
import { badRequest, notFound, notNow } from './refusal.ts'

export interface CheckContext {
  readonly supervisor: Supervisor
  readonly links: LinkTable
  readonly view: ClusterView
}

/** Null when it may be done. */
export function objectionTo(fault: Fault, context: CheckContext): Refusal | null {
  switch (fault.kind) {
    case 'kill':
    case 'stop':
    case 'start':
    case 'freeze':
    case 'thaw': {
      const found = context.supervisor.find(fault.node)
      return found.ok ? context.supervisor.objection(fault.kind, found.value) : found.error
    }
    case 'cut':
    case 'mend':
    case 'link':
      return linkObjection(fault, context)
    case 'partition':
      return partitionObjection(fault.islands, context)
    case 'timeout':
      return timeoutObjection(fault, context)
    case 'heal':
      return null
    default:
      return unreachable(fault)
  }
}

const unknownNode = (nodes: readonly NodeId[], { supervisor }: CheckContext): Refusal | null => {
  for (const node of nodes) {
    const found = supervisor.find(node)
    if (!found.ok) return found.error
  }
  return null
}

function linkObjection(
  fault: Extract<Fault, { kind: 'cut' | 'mend' | 'link' }>,
  context: CheckContext,
): Refusal | null {
  const { from, to } = fault
  const unknown = unknownNode([from, to], context)
  if (unknown !== null) return unknown
  if (from === to) return badRequest(`from and to are both ${from}: a link has two ends`)
  const { links } = context
  if (!isWire(links, from, to))
    return notFound(
      'no-such-link',
      `there is no link between ${from} and ${to}: nodes of one role speak to each other, and managers with brokers`,
    )
  const rules = directions(fault).map((wire) => ruleOf(links, wire))
  if (fault.kind === 'cut' && rules.every(({ cut }) => cut))
    return notNow(`the link from ${from} to ${to} is cut already`)
  if (fault.kind === 'mend' && rules.every(ruleIsIdle))
    return notNow(`the link from ${from} to ${to} is whole: there is nothing to mend`)
  return null
}

function partitionObjection(islands: readonly (readonly NodeId[])[], context: CheckContext): Refusal | null {
  const named = islands.flat()
  const twice = named.find((node, at) => named.indexOf(node) !== at)
  if (twice !== undefined) return badRequest(`islands names ${twice} twice: a node is on one island`)
  return unknownNode(named, context)
}

function timeoutObjection(
  { nodes, group }: Extract<Fault, { kind: 'timeout' }>,
  context: CheckContext,
): Refusal | null {
  const unknown = unknownNode(nodes, context)
  if (unknown !== null) return unknown
  const known = context.view.groups[group]
  if (known === undefined) {
    const all = Object.keys(context.view.groups).join(', ')
    return notFound('no-such-group', `there is no group ${group}: there are ${all === '' ? 'none yet' : all}`)
  }
  for (const node of nodes) {
    if (known.replicas[node] === undefined)
      return notFound(
        'no-such-replica',
        `${node} has no replica of ${group}: ${Object.keys(known.replicas).join(', ')} have`,
      )
    const state = context.supervisor.entries.get(node)?.state
    if (state !== 'running') return notNow(`${node} is ${state}: its election timer cannot fire`)
  }
  return null
}
