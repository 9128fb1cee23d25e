// What the entries of a log say, kept beside the logs: commands in words, and the messages they stored. A
// follower never reads a command before it applies it, so words known from one replica serve them all. Lists,
// oldest first: an object of some hundred changing keys is copied a thousand times slower, at every event.

import type { ClusterView, GroupView } from './cluster-view.ts'
import type { GroupName, LogIndex, Term } from './ids.ts'
import type { LogCell, OffsetRange } from './trace-facts.ts'

/** Kept per group: a few screens of the log matrix. */
const MAX_LABELS = 512

export interface EntryLabel {
  readonly index: LogIndex
  readonly term: Term
  readonly label: string
}

/** Only applied entries have offsets, and an index is applied once: it alone is the key. */
export interface EntryOffsets {
  readonly index: LogIndex
  readonly offset: OffsetRange
}

/** The newest ones are asked for most. */
export const labelOf = (
  labels: readonly EntryLabel[],
  entry: Pick<LogCell, 'index' | 'term'>,
): string | undefined => labels.findLast((known) => isOf(known, entry))?.label

const isOf = (a: Pick<LogCell, 'index' | 'term'>, b: Pick<LogCell, 'index' | 'term'>): boolean =>
  a.index === b.index && a.term === b.term

export function addLabels(labels: readonly EntryLabel[], cells: readonly LogCell[]): readonly EntryLabel[] {
  const fresh = cells.flatMap(({ index, term, label }) =>
    label === undefined || labelOf(labels, { index, term }) === label ? [] : [{ index, term, label }],
  )
  if (fresh.length === 0) return labels
  const others = labels.filter((known) => !fresh.some((entry) => isOf(known, entry)))
  return [...others, ...fresh].slice(-MAX_LABELS)
}

export function withLabels(view: ClusterView, name: GroupName, cells: readonly LogCell[]): ClusterView {
  const group = view.groups[name]
  if (group === undefined) return view
  const labels = addLabels(group.labels, cells)
  return labels === group.labels ? view : withGroup(view, { ...group, labels })
}

export function withOffsets(
  view: ClusterView,
  name: GroupName,
  labels: readonly { readonly index: LogIndex; readonly offset?: OffsetRange }[],
): ClusterView {
  const group = view.groups[name]
  if (group === undefined) return view
  const isKnown = (index: LogIndex): boolean =>
    group.offsets.findLast((known) => known.index === index) !== undefined
  const fresh = labels.flatMap(({ index, offset }) =>
    offset === undefined || isKnown(index) ? [] : [{ index, offset }],
  )
  if (fresh.length === 0) return view
  return withGroup(view, { ...group, offsets: [...group.offsets, ...fresh].slice(-MAX_LABELS) })
}

const withGroup = (view: ClusterView, group: GroupView): ClusterView => ({
  ...view,
  groups: { ...view.groups, [group.name]: group },
})
