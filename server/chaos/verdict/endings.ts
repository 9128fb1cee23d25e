// Which processes ended by themselves without one of our faults as their reason. A fault explains one kind of end only:
// a node whose disk we broke and that breaks an invariant has a bug all the same.

import type { NodeId } from '../../../shared/ids.ts'
import { EXIT_DATA_LOST, EXIT_DISK_ERROR } from '../../../shared/protocol/uplink.ts'
import type { ClusterState } from '../control.ts'

type Ended = Pick<ClusterState['nodes'][number], 'id' | 'state' | 'reason' | 'lastExit'>

/** What we did in this round. */
export interface Ours {
  /** Nodes whose disk refuses. */
  readonly broken: ReadonlySet<NodeId>
  /** Nodes whose files we touched. */
  readonly damaged: ReadonlySet<NodeId>
}

/** It refuses its files. */
export const refusesFiles = ({ state, lastExit }: Ended): boolean =>
  state === 'failed' && lastExit?.code === EXIT_DATA_LOST

export function unexplained(nodes: readonly Ended[], { broken, damaged }: Ours): readonly string[] {
  const isOurs = (node: Ended): boolean => {
    // A disk that refuses while a node reads its files looks like lost data.
    if (broken.has(node.id)) return refusesFiles(node) || node.lastExit?.code === EXIT_DISK_ERROR
    return damaged.has(node.id) && refusesFiles(node)
  }
  return nodes
    .filter((node) => node.state === 'failed' && !isOurs(node))
    .map(({ id, reason }) => `${id}: ${reason ?? 'no reason given'}`)
}
