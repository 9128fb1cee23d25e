// What is still coming up: how many processes run, and who is slowest. Null once the cluster is ready.

import type { ClusterView } from '../../shared/cluster-view.ts'
import { isUp } from '../../shared/cluster-view.ts'

export function startingWords(view: ClusterView): string | null {
  const nodes = Object.values(view.nodes)
  if (view.ready) return null
  if (nodes.length === 0) return 'the cluster has not begun yet'
  const starting = nodes.filter((node) => node.state === 'starting')
  const up = nodes.filter(isUp).length
  const [slowest] = starting.toSorted((a, b) => a.since - b.since)
  if (slowest !== undefined) return `${up} of ${nodes.length} processes are up; waiting for ${slowest.id}`
  const headless = Object.values(view.groups).filter((group) => group.leaderlessSince !== null)
  if (headless.length > 0) return `no leader in ${headless.map((group) => group.name).join(', ')}`
  return `${up} of ${nodes.length} processes are up`
}
