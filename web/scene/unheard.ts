// How old the picture of a node is, when it is older than it should be.

import type { ClusterView } from '../../shared/cluster-view.ts'
import { unheardFor } from '../../shared/cluster-view.ts'
import type { NodeId } from '../../shared/ids.ts'

/** Whole seconds, so that what shows them is drawn once a second; null while the node is heard. */
export function unheardSeconds(view: ClusterView, id: NodeId): number | null {
  const node = view.nodes[id]
  const ms = node === undefined ? null : unheardFor(view, node)
  return ms === null ? null : Math.floor(ms / 1_000)
}
