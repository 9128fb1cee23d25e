// The table of links when a node joins or leaves. Pure. Somebody who joins while the network is partitioned is on
// no island that was named: it stands with all others that were not, as if it had been there.

import type { Fault } from '../../shared/fault.ts'
import type { NodeId, NodeRole } from '../../shared/ids.ts'
import type { LinkTable } from './links.ts'
import { linkKey } from '../../shared/cluster-view.ts'
import { NO_RULE } from '../../shared/link-rule.ts'
import { crossing, keysOf, newLinkTable } from './links.ts'

interface Named {
  readonly id: NodeId
  readonly role: NodeRole
}

/** What cuts the network in parts now. */
export interface ActivePartition {
  readonly id: number
  readonly fault: Extract<Fault, { kind: 'partition' }>
}

/** `nodes`: all there are now, the new one among them. */
export function withNode(
  table: LinkTable,
  nodes: readonly Named[],
  node: NodeId,
  partition: ActivePartition | null,
): LinkTable {
  const { wires } = newLinkTable(nodes)
  const own = wires.filter(({ from, to }) => from === node || to === node)
  const keys = partition === null ? [] : keysOf(crossing(own, partition.fault.islands))
  const rules = new Map(table.rules)
  for (const key of keys) rules.set(key, { ...NO_RULE, cut: true })
  const owners = table.owners.map((owner) =>
    owner.id === partition?.id ? { ...owner, keys: [...owner.keys, ...keys] } : owner,
  )
  return { wires, rules, owners }
}

export interface Shrunk {
  readonly table: LinkTable
  /** Faults that were in effect on its links only. */
  readonly ended: readonly number[]
}

export function withoutNode({ wires, rules, owners }: LinkTable, node: NodeId): Shrunk {
  const kept = wires.filter(({ from, to }) => from !== node && to !== node)
  const keys = new Set(kept.map(({ from, to }) => linkKey(from, to)))
  const left = owners.map((owner) => ({ ...owner, keys: owner.keys.filter((key) => keys.has(key)) }))
  return {
    table: {
      wires: kept,
      rules: new Map([...rules].filter(([key]) => keys.has(key))),
      owners: left.filter((owner) => owner.keys.length > 0),
    },
    ended: left.filter((owner) => owner.keys.length === 0).map(({ id }) => id),
  }
}
