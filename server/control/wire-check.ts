// Whether something can be done to a link, to islands of nodes, or to one frame that waits.

import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { CheckContext } from './fault-check.ts'
import type { Refusal } from './refusal.ts'
import { linkKey } from '../../shared/cluster-view.ts'
import { ruleIsIdle } from '../../shared/link-rule.ts'
import { frameOf } from './frame-id.ts'
import { directions, isWire, ruleOf } from './links.ts'
import { badRequest, notFound, notNow } from './refusal.ts'

type LinkEnds = Extract<Fault, { from: NodeId }>

export const unknownNode = (nodes: readonly NodeId[], { supervisor }: CheckContext): Refusal | null => {
  for (const node of nodes) {
    const found = supervisor.find(node)
    if (!found.ok) return found.error
  }
  return null
}

function noWire(from: NodeId, to: NodeId, context: CheckContext): Refusal | null {
  const unknown = unknownNode([from, to], context)
  if (unknown !== null) return unknown
  if (from === to) return badRequest(`from and to are both ${from}: a link has two ends`)
  if (isWire(context.links, from, to)) return null
  return notFound(
    'no-such-link',
    `there is no link between ${from} and ${to}: nodes of one role speak to each other, and managers with brokers`,
  )
}

export function linkObjection(fault: LinkEnds, context: CheckContext): Refusal | null {
  const { from, to } = fault
  const missing = noWire(from, to, context)
  if (missing !== null) return missing
  const wires = directions(fault)
  const rules = wires.map((wire) => ruleOf(context.links, wire))
  const link = `the link from ${from} to ${to}`
  if (fault.kind === 'cut' && rules.every(({ cut }) => cut)) return notNow(`${link} is cut already`)
  if (fault.kind === 'hold' && rules.every(({ hold }) => hold)) return notNow(`${link} is held already`)
  if (fault.kind === 'mend' && rules.every(ruleIsIdle))
    return notNow(`${link} is whole: there is nothing to mend`)
  if (fault.kind === 'release' && !rules.some(({ hold }) => hold)) {
    const waiting = wires.flatMap((wire) => context.view.links[linkKey(wire.from, wire.to)]?.held ?? [])
    if (waiting.length === 0) return notNow(`nothing is held on ${link}`)
  }
  return null
}

export function partitionObjection(
  islands: readonly (readonly NodeId[])[],
  context: CheckContext,
): Refusal | null {
  const named = islands.flat()
  const twice = named.find((node, at) => named.indexOf(node) !== at)
  if (twice !== undefined) return badRequest(`islands names ${twice} twice: a node is on one island`)
  return unknownNode(named, context)
}

/** Frames that wait are known; one that is only delayed is not, and can still be held: its sender decides. */
export function frameObjection(
  fault: Extract<Fault, { frame: string }>,
  context: CheckContext,
): Refusal | null {
  const { from, to } = frameOf(fault.frame)
  const missing = noWire(from, to, context)
  if (missing !== null) return missing
  const held = context.view.links[linkKey(from, to)]?.held ?? []
  if (fault.kind !== 'hold' && !held.some(({ id }) => id === fault.frame)) {
    const some = held.slice(0, SHOWN).map(({ id }) => id)
    const there = some.length === 0 ? 'none does on that link' : `${some.join(', ')} do`
    return notFound('no-such-frame', `no frame ${fault.frame} waits: ${there}`)
  }
  const state = context.supervisor.entries.get(from)?.state
  return state === 'running' ? null : notNow(`${from} is ${state}: it cannot touch its frames`)
}

const SHOWN = 3
