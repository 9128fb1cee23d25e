// Which half-arrows are drawn: both directions of every pair in a room, and, of the trunk between the
// rooms, the links of the node that is selected.

import type { ClusterView, LinkView } from '../../shared/cluster-view.ts'
import { linkKey, newLink } from '../../shared/cluster-view.ts'
import type { NodeId } from '../../shared/ids.ts'
import { ruleIsIdle } from '../../shared/fault.ts'
import type { Place } from './cluster.ts'

export interface Arrow {
  readonly key: string
  readonly from: Place
  readonly to: Place
  /** Between rooms: drawn only while one of its ends is selected. */
  readonly trunk: boolean
}

export function arrowsOf(
  places: readonly Place[],
  selected: NodeId | null,
  marked: ReadonlySet<string>,
): readonly Arrow[] {
  return places.flatMap((from) =>
    places.flatMap((to) => {
      if (from.node === to.node || !talk(from, to)) return []
      const key = linkKey(from.node, to.node)
      const trunk = from.role !== to.role
      const shown = !trunk || from.node === selected || to.node === selected || marked.has(key)
      return shown ? [{ key, from, to, trunk }] : []
    }),
  )
}

const talk = (a: Place, b: Place): boolean =>
  a.role === b.role ||
  (a.role === 'manager' && b.role === 'broker') ||
  (a.role === 'broker' && b.role === 'manager')

export const linkOf = (view: ClusterView, from: NodeId, to: NodeId): LinkView =>
  view.links[linkKey(from, to)] ?? newLink(from, to)

/** Links between rooms that somebody has cut or degraded: they are shown though nobody is selected. */
export const markedLinks = (view: ClusterView): readonly string[] =>
  Object.entries(view.links)
    .filter(([, link]) => !ruleIsIdle(link.rule))
    .map(([key]) => key)

/** What is done to a link, as short signs with their numbers: `delay 50 ms`, `loss 20 %`. */
export function ruleSigns({ rule }: LinkView): readonly string[] {
  const signs: string[] = []
  if (rule.delayMs > 0 || rule.jitterMs > 0)
    signs.push(`${rule.delayMs}${rule.jitterMs > 0 ? `±${rule.jitterMs}` : ''} ms`)
  if (rule.lossRate > 0) signs.push(`lose ${Math.round(rule.lossRate * 100)} %`)
  if (rule.duplicateRate > 0) signs.push(`double ${Math.round(rule.duplicateRate * 100)} %`)
  if (rule.reorderRate > 0) signs.push(`reorder ${Math.round(rule.reorderRate * 100)} %`)
  return signs
}
