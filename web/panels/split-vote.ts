// A split vote on demand: the election timers of all followers that run fire together, so each may ask
// for the others' votes at once (paper, section 5.2). With a live leader nothing comes of it: followers
// that hear it refuse.

import type { ClusterView } from '../../shared/cluster-view.ts'
import { isUp } from '../../shared/cluster-view.ts'
import type { Fault } from '../../shared/fault.ts'
import type { GroupName } from '../../shared/ids.ts'

/** Null when no follower of the group runs. */
export function splitVoteFault(view: ClusterView, name: GroupName): Fault | null {
  const group = view.groups[name]
  if (group === undefined) return null
  const nodes = group.voters.filter(
    (voter) => group.replicas[voter]?.role !== 'leader' && isUp(view.nodes[voter]),
  )
  return nodes.length === 0 ? null : { kind: 'timeout', nodes, group: name }
}
