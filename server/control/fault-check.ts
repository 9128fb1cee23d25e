// Whether a fault can be done at all: what it names exists (404), and it would change something (409).

import type { ClusterView } from '../../shared/cluster-view.ts'
import type { Fault } from '../../shared/fault.ts'
import type { LinkTable } from './links.ts'
import type { Refusal } from './refusal.ts'
import type { Supervisor } from './supervisor.ts'
import { unreachable } from '../../shared/assert.ts'
import { timeoutObjection, transferObjection } from './group-check.ts'
import { notNow } from './refusal.ts'
import { frameObjection, linkObjection, partitionObjection } from './wire-check.ts'

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
    case 'thaw':
    case 'powercut':
    case 'busy':
    case 'disk':
    case 'corrupt':
      return nodeObjection(fault, context)
    case 'cut':
    case 'mend':
    case 'link':
      return linkObjection(fault, context)
    case 'hold':
    case 'release':
      return 'frame' in fault ? frameObjection(fault, context) : linkObjection(fault, context)
    case 'drop':
    case 'duplicate':
      return frameObjection(fault, context)
    case 'partition':
      return partitionObjection(fault.islands, context)
    case 'timeout':
      return timeoutObjection(fault, context)
    case 'transfer':
      return transferObjection(fault, context)
    case 'heal':
      return null
    default:
      return unreachable(fault)
  }
}

function nodeObjection(fault: Extract<Fault, { node: string }>, context: CheckContext): Refusal | null {
  const found = context.supervisor.find(fault.node)
  if (!found.ok) return found.error
  const { state, process } = found.value
  switch (fault.kind) {
    case 'busy':
    case 'disk':
      if (state !== 'running') return notNow(`${fault.node} is ${state}: it would not hear of it`)
      return fault.kind === 'disk' ? diskObjection(fault, context.view) : null
    case 'corrupt':
      return process === null
        ? null
        : notNow(`${fault.node} is ${state}: stop it first, a process writes its files as it likes`)
    case 'powercut':
      return context.supervisor.objection('kill', found.value)
    default:
      return context.supervisor.objection(fault.kind, found.value)
  }
}

function diskObjection(
  { node, mode }: Extract<Fault, { kind: 'disk' }>,
  { faults }: ClusterView,
): Refusal | null {
  const isBad = faults.some(({ fault }) => fault.kind === 'disk' && fault.node === node)
  return mode === 'none' && !isBad ? notNow(`the disk of ${node} works: there is nothing to undo`) : null
}
