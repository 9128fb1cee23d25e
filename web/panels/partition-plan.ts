// Who stands on which island: the presets of the partition form, what the cut would count, and which side
// of it each group could still elect on.

import type { ClusterView, GroupView } from '../../shared/cluster-view.ts'
import { confirmedLeader } from '../../shared/cluster-view.ts'
import type { Fault } from '../../shared/fault.ts'
import type { GroupName, NodeId, NodeRole } from '../../shared/ids.ts'
import { NODE_ROLES } from '../../shared/ids.ts'
import { majorityOf } from './blast-radius.ts'

/** Three are enough for every lesson, and fit a row. */
export const ISLANDS = ['A', 'B', 'C'] as const
export type Island = (typeof ISLANDS)[number]
/** A node without an entry stands on A. */
export type Plan = Readonly<Record<NodeId, Island>>

export const islandOf = (plan: Plan, node: NodeId): Island => plan[node] ?? 'A'

export const together = (nodes: readonly NodeId[]): Plan =>
  Object.fromEntries(nodes.map((node) => [node, 'A' as const]))

export const oneAlone = (nodes: readonly NodeId[], alone: NodeId): Plan => ({
  ...together(nodes),
  [alone]: 'B',
})

/** Each room is parted: the first half, rounded up, against the rest. So A has the managers' majority. */
export function halves(nodes: readonly NodeId[], roleOf: (node: NodeId) => NodeRole): Plan {
  const plan: Record<NodeId, Island> = {}
  for (const role of NODE_ROLES) {
    const room = nodes.filter((node) => roleOf(node) === role)
    const first = Math.ceil(room.length / 2)
    for (const [index, node] of room.entries()) plan[node] = index < first ? 'A' : 'B'
  }
  return plan
}

/** The leader by itself: the stale-leader lesson. Null while the group has none. */
export function leaderAlone(view: ClusterView, nodes: readonly NodeId[], name: GroupName): Plan | null {
  const group = view.groups[name]
  const leader = group === undefined ? null : confirmedLeader(view, group)
  return leader === null ? null : oneAlone(nodes, leader.node)
}

export function islandsOf(plan: Plan, nodes: readonly NodeId[]): readonly (readonly NodeId[])[] {
  return ISLANDS.map((island) => nodes.filter((node) => islandOf(plan, node) === island)).filter(
    (members) => members.length > 0,
  )
}

/** Null when everybody stands together: then there is nothing to cut. */
export function partitionFault(plan: Plan, nodes: readonly NodeId[]): Fault | null {
  const islands = islandsOf(plan, nodes)
  return islands.length < 2 ? null : { kind: 'partition', islands: islands.map((members) => [...members]) }
}

/** One-way connections between islands. */
export const arrowsCut = (view: ClusterView, plan: Plan): number =>
  Object.values(view.links).filter(({ from, to }) => islandOf(plan, from) !== islandOf(plan, to)).length

/** The island on which the group still has a majority, or null. */
export function majorityIsland(group: GroupView, plan: Plan): Island | null {
  const has = (island: Island): boolean =>
    group.voters.filter((voter) => islandOf(plan, voter) === island).length >= majorityOf(group)
  return ISLANDS.find(has) ?? null
}
