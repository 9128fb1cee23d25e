// What the entries of a log say, kept beside the logs: commands in words, and the messages they stored. A
// follower never reads a command before it applies it, so words known from one replica serve them all.

import type { ClusterView } from './cluster-view.ts'
import type { GroupName, LogIndex } from './ids.ts'
import type { LogCell, OffsetRange } from './trace-facts.ts'

/** Labels kept per group: a few screens of the log matrix. */
const MAX_LABELS = 512

export const labelKey = (index: LogIndex, term: number): string => `${index}:${term}`

export function addLabels(
  labels: Readonly<Record<string, string>>,
  cells: readonly LogCell[],
): Record<string, string> {
  const added: Record<string, string> = { ...labels }
  for (const { index, term, label } of cells) if (label !== undefined) added[labelKey(index, term)] = label
  return newest(added)
}

/** Keys are in the order in which they were added, those of indices alone in the order of the log. */
function newest<V>(labels: Record<string, V>): Record<string, V> {
  const keys = Object.keys(labels)
  for (const key of keys.slice(0, Math.max(0, keys.length - MAX_LABELS))) delete labels[key]
  return labels
}

export function withLabels(view: ClusterView, name: GroupName, cells: readonly LogCell[]): ClusterView {
  const group = view.groups[name]
  if (group === undefined || !cells.some((cell) => cell.label !== undefined)) return view
  const fresh = cells.some(
    (cell) => cell.label !== undefined && group.labels[labelKey(cell.index, cell.term)] !== cell.label,
  )
  if (!fresh) return view
  return { ...view, groups: { ...view.groups, [name]: { ...group, labels: addLabels(group.labels, cells) } } }
}

/** Only applied entries have offsets, and an index is applied once: it alone is the key. */
export function withOffsets(
  view: ClusterView,
  name: GroupName,
  labels: readonly { readonly index: LogIndex; readonly offset?: OffsetRange }[],
): ClusterView {
  const group = view.groups[name]
  const fresh = labels.filter(
    ({ index, offset }) => offset !== undefined && group?.offsets[index] === undefined,
  )
  if (group === undefined || fresh.length === 0) return view
  const offsets: Record<LogIndex, OffsetRange> = { ...group.offsets }
  for (const { index, offset } of fresh) if (offset !== undefined) offsets[index] = offset
  return { ...view, groups: { ...view.groups, [name]: { ...group, offsets: newest(offsets) } } }
}
