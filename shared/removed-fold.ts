// A node that left the cluster leaves the picture: its own facts, its links, and what was known of its copies.

import type { ClusterView, GroupView } from './cluster-view.ts'
import type { NodeId } from './ids.ts'

export const withoutNode = (view: ClusterView, node: NodeId): ClusterView => ({
  ...view,
  nodes: without(view.nodes, node),
  links: only(view.links, ({ from, to }) => from !== node && to !== node),
  groups: mapped(view.groups, (group) => groupWithout(group, node)),
  banks: without(view.banks, node),
  stored: mapped(view.stored, (copies) => without(copies, node)),
})

const groupWithout = (group: GroupView, node: NodeId): GroupView =>
  group.replicas[node] === undefined ? group : { ...group, replicas: without(group.replicas, node) }

type Table<V> = Readonly<Record<string, V>>

const mapped = <V>(table: Table<V>, change: (value: V) => V): Record<string, V> =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value)]))

const only = <V>(table: Table<V>, keep: (value: V, key: string) => boolean): Record<string, V> =>
  Object.fromEntries(Object.entries(table).filter(([key, value]) => keep(value, key)))

const without = <V>(table: Table<V>, key: string): Record<string, V> => only(table, (_, one) => one !== key)
