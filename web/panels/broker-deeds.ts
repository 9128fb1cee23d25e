// Brokers that come and go: what the two buttons do, and when they make no sense. The server decides in the end: this
// only spares people useless clicks.

import type { ClusterView } from '../../shared/cluster-view.ts'
import type { NodeId } from '../../shared/ids.ts'
import { MAX_BROKERS, REPLICAS_PER_PARTITION } from '../../shared/protocol/limits.ts'

export const ADDING = {
  label: 'Add a broker',
  lesson: 'a new process under the next number, with an empty folder; new partitions may be placed on it',
  doing: 'adding a broker',
}

export const decommissioning = (node: NodeId) => ({
  label: 'Decommission',
  /** No command brings it back. */
  sure: 'Decommission for good?',
  lesson: 'all it holds moves to other brokers, one replica at a time; then its process ends for good',
  doing: `${node} gives away what it holds, some seconds for each replica`,
})

export function whyNotAdd(view: ClusterView): string | null {
  const { length } = brokersOf(view)
  return length < MAX_BROKERS ? null : `there are ${length} brokers, as many as one computer runs well`
}

export function whyNotDecommission(view: ClusterView, node: NodeId): string | null {
  if (view.clock.rate === 0) return 'the cluster is paused: no replica can move'
  const others = brokersOf(view).filter(({ id, state }) => id !== node && state === 'running').length
  if (others >= REPLICAS_PER_PARTITION) return null
  return `a partition needs ${REPLICAS_PER_PARTITION} brokers, and ${others} others run: add one first`
}

const brokersOf = (view: ClusterView) => Object.values(view.nodes).filter(({ role }) => role === 'broker')
