// Whether the cluster is ready: every node that should run does and says so itself, every group has a
// leader in truth, and the demo set is made. Pure.

import type { ClusterView } from '../../shared/cluster-view.ts'
import type { NodeState } from '../../shared/trace-facts.ts'
import { confirmedLeader } from '../../shared/cluster-view.ts'
import { partitionName } from '../../shared/ids.ts'
import type { NodeCounts } from './node-plan.ts'

export interface NodeReadiness {
  readonly id: string
  readonly state: NodeState
  readonly ready: boolean
  /** Nobody asked for it to be down or frozen. */
  readonly wanted: boolean
}

export interface Topic {
  readonly topic: string
  readonly partitions: number
}

export interface Expected {
  readonly counts: NodeCounts
  /** Known from before: the directory's own list may not have come in yet. */
  readonly topics: readonly Topic[]
  readonly demoMade: boolean
}

/** A node that ended by itself said why: whoever waits should read it here. */
function inWords(view: ClusterView, { id, state }: NodeReadiness): string {
  if (state === 'failed') return `${id} ended by itself: ${view.nodes[id]?.reason ?? 'it gave no reason'}`
  return `${id} is ${state === 'running' ? 'not ready' : state}`
}

/** What is missing, in words; empty when the cluster is ready. */
export function missing(
  view: ClusterView,
  nodes: readonly NodeReadiness[],
  { counts, topics, demoMade }: Expected,
): string[] {
  const nodesMissing = nodes
    .filter(({ wanted, ready, state }) => wanted && !(ready && state === 'running'))
    .map((node) => inWords(view, node))
  const groups = [
    ...(counts.managers > 0 ? ['managers'] : []),
    ...(counts.atms > 0 ? ['atm'] : []),
    ...union(topics, view.topics).flatMap(({ topic, partitions }) =>
      Array.from({ length: partitions }, (_, at) => partitionName(topic, at)),
    ),
  ]
  const leaderless = groups.filter((name) => {
    const group = view.groups[name]
    return group === undefined || confirmedLeader(view, group) === null
  })
  return [
    ...nodesMissing,
    ...leaderless.map((name) => `${name} has no leader`),
    ...(demoMade ? [] : ['the demo topic and accounts are not made']),
  ]
}

/** Topics are never deleted and never shrink. */
export function union(known: readonly Topic[], seen: readonly Topic[]): Topic[] {
  const partitions = new Map(known.map(({ topic, partitions: count }) => [topic, count]))
  for (const { topic, partitions: count } of seen)
    partitions.set(topic, Math.max(count, partitions.get(topic) ?? 0))
  return [...partitions].map(([topic, count]) => ({ topic, partitions: count }))
}
