// The table of rules on links. Pure. A link is one direction between two nodes that speak to each other:
// nodes of one role, and managers with brokers. Faults own the rules they made, so that it is known when a
// fault has come to its end, by whatever way its links were mended.

import type { Fault } from '../../shared/fault.ts'
import type { LinkRule } from '../../shared/link-rule.ts'
import type { NodeId, NodeRole } from '../../shared/ids.ts'
import { unreachable } from '../../shared/assert.ts'
import { linkKey } from '../../shared/cluster-view.ts'
import { NO_RULE, ruleIsIdle } from '../../shared/link-rule.ts'

export interface Wire {
  readonly from: NodeId
  readonly to: NodeId
}

interface Owner {
  readonly id: number
  readonly kind: 'cut' | 'partition' | 'link' | 'hold'
  readonly keys: readonly string[]
}

export interface LinkTable {
  readonly wires: readonly Wire[]
  /** By `linkKey`; a link without a rule is not in it. */
  readonly rules: ReadonlyMap<string, LinkRule>
  readonly owners: readonly Owner[]
}

export type LinkFault =
  | Extract<Fault, { kind: 'cut' | 'mend' | 'partition' | 'link' | 'heal' }>
  | Extract<Fault, { kind: 'hold' | 'release'; from: NodeId }>

export interface LinkChange {
  readonly table: LinkTable
  /** Links whose rule is another one now. */
  readonly changed: readonly Wire[]
  /** True when the fault stays in effect until it is ended. */
  readonly begun: boolean
  /** Faults that are in effect on no link any more. */
  readonly ended: readonly number[]
}

const speak = (a: NodeRole, b: NodeRole): boolean =>
  a === b || (a === 'manager' && b === 'broker') || (a === 'broker' && b === 'manager')

export function newLinkTable(nodes: readonly { id: NodeId; role: NodeRole }[]): LinkTable {
  const wires = nodes.flatMap((from) =>
    nodes
      .filter((to) => from.id !== to.id && speak(from.role, to.role))
      .map((to) => ({ from: from.id, to: to.id })),
  )
  return { wires, rules: new Map(), owners: [] }
}

export const isWire = (table: LinkTable, from: NodeId, to: NodeId): boolean =>
  table.wires.some((wire) => wire.from === from && wire.to === to)

export const ruleOf = (table: LinkTable, { from, to }: Wire): LinkRule =>
  table.rules.get(linkKey(from, to)) ?? NO_RULE

/** All rules of one node's outgoing links: what the node is told, whole each time. */
export const rulesFrom = (table: LinkTable, node: NodeId): { to: NodeId; rule: LinkRule }[] =>
  table.wires
    .filter((wire) => wire.from === node && table.rules.has(linkKey(wire.from, wire.to)))
    .map((wire) => ({ to: wire.to, rule: ruleOf(table, wire) }))

/** The directions a fault names, both unless it says one way. */
export function directions(fault: { from: NodeId; to: NodeId; oneWay?: boolean | undefined }): Wire[] {
  const there = { from: fault.from, to: fault.to }
  return fault.oneWay === true ? [there] : [there, { from: fault.to, to: fault.from }]
}

export const keysOf = (wires: readonly Wire[]): string[] => wires.map(({ from, to }) => linkKey(from, to))

export function applyLinkFault(table: LinkTable, fault: LinkFault, id: number): LinkChange {
  const rules = new Map(table.rules)
  const owner = write(table, rules, fault, id)
  for (const [key, rule] of rules) if (ruleIsIdle(rule)) rules.delete(key)
  const before = owner === null ? table.owners : yielding(table.owners, owner)
  const owners = [...before, ...(owner === null ? [] : [owner])]
    .map((one) => ({ ...one, keys: one.keys.filter((key) => inEffect(one.kind, rules.get(key))) }))
    .filter(({ keys }) => keys.length > 0)
  const next = { ...table, rules, owners }
  const still = new Set(owners.map((one) => one.id))
  return {
    table: next,
    changed: table.wires.filter((wire) => ruleOf(table, wire) !== ruleOf(next, wire)),
    begun: still.has(id),
    ended: table.owners.map((one) => one.id).filter((one) => !still.has(one)),
  }
}

/** Changes the rules and says who owns the new ones. */
function write(table: LinkTable, rules: Map<string, LinkRule>, fault: LinkFault, id: number): Owner | null {
  const change = (keys: readonly string[], part: Partial<LinkRule>): void => {
    for (const key of keys) rules.set(key, { ...(rules.get(key) ?? NO_RULE), ...part })
  }
  switch (fault.kind) {
    case 'cut': {
      const keys = keysOf(directions(fault))
      change(keys, { cut: true })
      return { id, kind: 'cut', keys }
    }
    case 'mend':
      change(keysOf(directions(fault)), NO_RULE)
      return null
    case 'partition': {
      change(onlyPartitioned(table.owners), { cut: false })
      const keys = keysOf(crossing(table.wires, fault.islands))
      change(keys, { cut: true })
      return { id, kind: 'partition', keys }
    }
    case 'link': {
      const keys = keysOf(directions(fault))
      const { delayMs = 0, jitterMs = 0, lossRate = 0, duplicateRate = 0, reorderRate = 0 } = fault
      change(keys, { delayMs, jitterMs, lossRate, duplicateRate, reorderRate })
      return { id, kind: 'link', keys }
    }
    case 'hold': {
      const keys = keysOf(directions(fault))
      change(keys, { hold: true })
      return { id, kind: 'hold', keys }
    }
    case 'release':
      change(keysOf(directions(fault)), { hold: false })
      return null
    case 'heal':
      rules.clear()
      return null
    default:
      return unreachable(fault)
  }
}

/** Links that are cut by a partition and by nothing else: a new partition takes the old one's place. */
function onlyPartitioned(owners: readonly Owner[]): string[] {
  const cutSingly = new Set(owners.filter(({ kind }) => kind === 'cut').flatMap(({ keys }) => keys))
  return owners
    .filter(({ kind }) => kind === 'partition')
    .flatMap(({ keys }) => keys)
    .filter((key) => !cutSingly.has(key))
}

/** Wires between two islands. Nodes named in none form one more. */
export function crossing(wires: readonly Wire[], islands: readonly (readonly NodeId[])[]): Wire[] {
  const islandOf = (node: NodeId): number => islands.findIndex((island) => island.includes(node))
  return wires.filter(({ from, to }) => islandOf(from) !== islandOf(to))
}

/** What the earlier owners keep beside a new one: rules of the same sort on the same link are replaced. */
function yielding(owners: readonly Owner[], next: Owner): Owner[] {
  if (next.kind === 'partition') return owners.filter(({ kind }) => kind !== 'partition')
  return owners.map((owner) =>
    owner.kind === next.kind
      ? { ...owner, keys: owner.keys.filter((key) => !next.keys.includes(key)) }
      : owner,
  )
}

function inEffect(kind: Owner['kind'], rule: LinkRule | undefined): boolean {
  if (rule === undefined) return false
  if (kind === 'hold') return rule.hold
  return kind === 'link' ? !ruleIsIdle({ ...rule, cut: false, hold: false }) : rule.cut
}
