// Truth and belief: who leads as a majority confirms it, and who only thinks so.

import type { ClusterView, GroupView, ReplicaView } from '../../shared/cluster-view.ts'
import { confirmedLeader } from '../../shared/cluster-view.ts'
import type { GroupName, NodeId } from '../../shared/ids.ts'

export type Leading = 'confirmed' | 'believes' | 'none'

export function leadingOf(view: ClusterView, group: GroupView, node: NodeId): Leading {
  if (group.replicas[node]?.role !== 'leader') return 'none'
  if (confirmedLeader(view, group)?.node === node) return 'confirmed'
  // A process that is gone believes nothing any more; a frozen one will, when it wakes.
  const state = view.nodes[node]?.state
  return state === 'running' || state === 'frozen' ? 'believes' : 'none'
}

export interface NodeStanding {
  readonly group: GroupName
  readonly replica: ReplicaView
  readonly leading: Leading
}

/** A node's replicas with what they are, leaders first, then by group name. */
export function standingsOf(view: ClusterView, node: NodeId): readonly NodeStanding[] {
  return Object.values(view.groups)
    .flatMap((group) => {
      const replica = group.replicas[node]
      return replica === undefined
        ? []
        : [{ group: group.name, replica, leading: leadingOf(view, group, node) }]
    })
    .sort((a, b) => a.group.localeCompare(b.group))
}

/** The one standing that is drawn on the node itself: in the focused group, or in its only group. */
export function mainStanding(
  standings: readonly NodeStanding[],
  focused: GroupName | null,
): NodeStanding | null {
  const inFocus = standings.find(({ group }) => group === focused)
  if (inFocus !== undefined) return inFocus
  const [only] = standings
  return only !== undefined && (only.group === 'managers' || only.group === 'atm') ? only : null
}

/** What the crown says of a whole node: in the standing that is drawn, or in any of its groups. */
export function nodeLeading(standings: readonly NodeStanding[], main: NodeStanding | null): Leading {
  const all = main === null ? standings : [main]
  if (all.some(({ leading }) => leading === 'confirmed')) return 'confirmed'
  return all.some(({ leading }) => leading === 'believes') ? 'believes' : 'none'
}

/** A whole node in three words, as its mark carries them. A process that is gone leads nothing. */
export function nodeFacts(
  view: ClusterView,
  node: NodeId,
  focused: GroupName | null,
): { readonly role: string; readonly term: string; readonly leader: Leading } {
  const standings = standingsOf(view, node)
  const main = mainStanding(standings, focused)
  return {
    role: main?.replica.role ?? '',
    term: main === null ? '' : String(main.replica.term),
    leader: nodeLeading(standings, main),
  }
}
