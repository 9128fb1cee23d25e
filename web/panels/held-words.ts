// Which frames wait, and what one of them is in a few words.

import type { ClusterView, HeldFrameView, LinkView } from '../../shared/cluster-view.ts'
import type { NodeId } from '../../shared/ids.ts'
import { linkKey } from '../../shared/cluster-view.ts'

export interface HeldLink {
  readonly from: NodeId
  readonly to: NodeId
}

/** On one link, or everywhere; those that wait longest come first. */
export function heldFrames(view: ClusterView, link: HeldLink | null): readonly HeldFrameView[] {
  if (link !== null) return view.links[linkKey(link.from, link.to)]?.held ?? []
  return Object.values(view.links)
    .flatMap(({ held }) => held)
    .toSorted((a, b) => a.sentAt - b.sentAt)
}

/** By somebody's hand: what a pause keeps goes on when the pause ends. */
export const isHeld = ({ rule, held }: LinkView): boolean =>
  rule.hold || held.some(({ why }) => why === 'hold')

export function heldWords({ type, group, term, count, why }: HeldFrameView): string {
  const words = [
    type,
    ...(group === null ? [] : [group]),
    ...(term === null ? [] : [`term ${term}`]),
    ...(count === null || count === 0 ? [] : [counted(count, type)]),
    ...(why === 'pause' ? ['kept by the pause'] : []),
  ]
  return words.join(', ')
}

function counted(count: number, type: HeldFrameView['type']): string {
  if (type === 'app') return count === 1 ? '1 entry' : `${count} entries`
  return count === 1 ? '1 group' : `${count} groups`
}
