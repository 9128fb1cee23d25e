// From story events to the rows of the feed: newest first, repetitions joined ("12 times"), filtered.

import type { GroupName, NodeId } from '../../shared/ids.ts'
import { JOIN_WITHIN, joinKey } from '../../shared/story.ts'
import type { TraceEvent } from '../../shared/trace.ts'

export interface FeedRow {
  /** Of the first event joined: stays the same while the row grows. */
  readonly id: number
  /** The newest of the joined events. */
  readonly event: TraceEvent
  readonly times: number
}

export interface FeedFilter {
  readonly node: NodeId | null
  readonly group: GroupName | null
  readonly peopleOnly: boolean
}

export const NO_FILTER: FeedFilter = { node: null, group: null, peopleOnly: false }

/** Rows drawn at once: as many as anybody scrolls through; the rest is counted. */
export const MAX_ROWS = 250

/**
 * Who asked for it, where a person did. A fault that ended still names who began it, but what ended it is
 * another event: so the end is nobody's doing.
 */
export function authorOf(event: TraceEvent): string | null {
  if (event.kind === 'clock') return event.by
  return event.kind === 'fault' && event.state !== 'ended' ? event.by : null
}

export const isByPerson = (event: TraceEvent): boolean => authorOf(event) !== null

export function nodesOf(event: TraceEvent): readonly NodeId[] {
  switch (event.kind) {
    case 'rpc':
    case 'link':
      return [event.from, event.to]
    case 'vote':
      return [event.node, event.candidate]
    case 'fault':
      return faultNodes(event.fault)
    default:
      return 'node' in event ? [event.node] : []
  }
}

function faultNodes(fault: Extract<TraceEvent, { kind: 'fault' }>['fault']): readonly NodeId[] {
  if ('node' in fault) return [fault.node]
  if ('from' in fault) return [fault.from, fault.to]
  if (fault.kind === 'timeout') return fault.nodes
  if (fault.kind === 'transfer') return [fault.to]
  if ('frame' in fault) return fault.frame.replace(/#.*/, '').split('>')
  return fault.kind === 'partition' ? fault.islands.flat() : []
}

export function groupOf(event: TraceEvent): GroupName | null {
  if ('group' in event) return event.group ?? null
  return event.kind === 'fault' && 'group' in event.fault ? event.fault.group : null
}

const matches = (event: TraceEvent, filter: FeedFilter): boolean =>
  (!filter.peopleOnly || isByPerson(event)) &&
  (filter.group === null || groupOf(event) === filter.group) &&
  (filter.node === null || nodesOf(event).includes(filter.node))

/** At most MAX_ROWS rows, newest first, and whether older ones were left out. */
export function feedRows(
  story: readonly TraceEvent[],
  filter: FeedFilter,
  repeats: Readonly<Record<number, number>> = {},
): { readonly rows: readonly FeedRow[]; readonly more: boolean } {
  const rows: { id: number; key: string | null; event: TraceEvent; times: number }[] = []
  for (let at = story.length - 1; at >= 0; at -= 1) {
    const event = story[at]
    if (event === undefined || !matches(event, filter)) continue
    const key = joinKey(event)
    const times = repeats[event.seq] ?? 1
    const same = key === null ? undefined : rows.slice(-JOIN_WITHIN).find((row) => row.key === key)
    if (same !== undefined) {
      same.id = event.seq
      same.times += times
      continue
    }
    if (rows.length === MAX_ROWS) return { rows, more: true }
    rows.push({ id: event.seq, key, event, times })
  }
  return { rows, more: false }
}
