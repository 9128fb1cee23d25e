// Which half-arrows are drawn: both directions of every pair in a room, and, of the trunk between the
// rooms, the links of the node that is selected.

import type { ClusterView, LinkView } from '../../shared/cluster-view.ts'
import { linkKey, newLink } from '../../shared/cluster-view.ts'
import type { NodeId } from '../../shared/ids.ts'
import { ruleIsIdle } from '../../shared/link-rule.ts'
import type { LinkState } from '../../shared/trace-facts.ts'
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
  const arrows = places.flatMap((from) =>
    places.flatMap((to) => {
      if (from.node === to.node || !talk(from, to)) return []
      const key = linkKey(from.node, to.node)
      const trunk = from.role !== to.role
      const shown = !trunk || from.node === selected || to.node === selected || marked.has(key)
      return shown ? [{ key, from, to, trunk }] : []
    }),
  )
  // Words beside a half-arrow must not lie under another line.
  return arrows.sort((a, b) => Number(marked.has(a.key)) - Number(marked.has(b.key)))
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

export interface RuleSign {
  readonly kind: 'hold' | 'delay' | 'loss' | 'duplicate' | 'reorder'
  readonly text: string
}

/** What is done to a link, as signs with their numbers; a cut is a sign of its own. */
export function ruleSigns({ rule, held }: LinkView): readonly RuleSign[] {
  const signs: RuleSign[] = []
  // Frames of a link that nobody holds may wait as well, taken out by hand or kept by a pause.
  if (rule.hold || held.length > 0) signs.push({ kind: 'hold', text: `${held.length} held` })
  if (rule.delayMs > 0 || rule.jitterMs > 0) {
    const jitter = rule.jitterMs > 0 ? `±${rule.jitterMs}` : ''
    signs.push({ kind: 'delay', text: `${rule.delayMs}${jitter} ms` })
  }
  if (rule.lossRate > 0) signs.push({ kind: 'loss', text: `lose ${percent(rule.lossRate)}` })
  if (rule.duplicateRate > 0) signs.push({ kind: 'duplicate', text: `double ${percent(rule.duplicateRate)}` })
  if (rule.reorderRate > 0) signs.push({ kind: 'reorder', text: `reorder ${percent(rule.reorderRate)}` })
  return signs
}

const percent = (rate: number): string => `${Math.round(rate * 100)} %`

/** The whole name of a half-arrow, for those who listen. */
export function arrowWords(link: LinkView, state: LinkState): string {
  const { from, to, framesPerSecond } = link
  const rate = state === 'up' ? `, ${Math.round(framesPerSecond)} frames a second` : ''
  const rules = ruleSigns(link).map(({ text }) => `, ${text}`)
  return `link ${from} to ${to}, ${state}${rate}${rules.join('')}`
}
