// What stands out: one focus is shared by all views, so all of them ask here what belongs to it. Whatever
// does not steps back. With nothing in focus everything is lit.

import type { ClusterView } from '../../shared/cluster-view.ts'
import { linkKey } from '../../shared/cluster-view.ts'
import type { GroupName, NodeId } from '../../shared/ids.ts'

export interface Spotlight {
  readonly group: GroupName | null
  readonly focus:
    | { readonly kind: 'node'; readonly node: NodeId }
    | { readonly kind: 'link'; readonly from: NodeId; readonly to: NodeId }
    | null
}

/** The processes that the thing in focus names itself. */
const named = ({ focus }: Spotlight): readonly NodeId[] => {
  if (focus === null) return []
  return focus.kind === 'node' ? [focus.node] : [focus.from, focus.to]
}

/** Who has left the cluster stands out no more, and nobody steps back for it. */
const among = (view: ClusterView, light: Spotlight): Spotlight =>
  named(light).every((node) => view.nodes[node] !== undefined) ? light : { ...light, focus: null }

const holds = (view: ClusterView, group: GroupName, node: NodeId): boolean =>
  view.groups[group]?.replicas[node] !== undefined

/** A group in focus lights its members; a node or link alone lights itself and, of a node, whom it talks to. */
export function nodeIsLit(view: ClusterView, spotlight: Spotlight, node: NodeId): boolean {
  const light = among(view, spotlight)
  const { group, focus } = light
  if (named(light).includes(node)) return true
  if (group !== null) return holds(view, group, node)
  if (focus === null) return true
  return focus.kind === 'node' && view.links[linkKey(focus.node, node)] !== undefined
}

/** Of a link in focus its other direction is lit too: together they are one connection to a person. */
export function linkIsLit(view: ClusterView, spotlight: Spotlight, from: NodeId, to: NodeId): boolean {
  const light = among(view, spotlight)
  const { group, focus } = light
  if (focus?.kind === 'link' && [from, to].every((end) => named(light).includes(end))) return true
  if (focus?.kind === 'node' && (from === focus.node || to === focus.node)) return true
  if (group !== null) return holds(view, group, from) && holds(view, group, to)
  return focus === null
}

export function groupIsLit(view: ClusterView, spotlight: Spotlight, group: GroupName): boolean {
  const light = among(view, spotlight)
  if (light.group !== null) return light.group === group
  return named(light).every((node) => holds(view, group, node))
}

/** A place on the wall: in the group, or on the process, that is in focus. */
export function replicaIsLit(
  view: ClusterView,
  spotlight: Spotlight,
  group: GroupName,
  node: NodeId,
): boolean {
  const light = among(view, spotlight)
  if (light.group === null && light.focus === null) return true
  return light.group === group || named(light).includes(node)
}

/**
 * Among the replicas of the one group that is looked at. A node in focus leaves the others lit: a log is read
 * against the other logs. A link in focus is about its two ends.
 */
export function seatIsLit(view: ClusterView, spotlight: Spotlight, node: NodeId): boolean {
  const light = among(view, spotlight)
  return light.focus?.kind !== 'link' || named(light).includes(node)
}

/** The half-arrows of that ring: all of them belong to the group, so only a node or a link chooses. */
export const ringLinkIsLit = (view: ClusterView, { focus }: Spotlight, from: NodeId, to: NodeId): boolean =>
  linkIsLit(view, { group: null, focus }, from, to)
