// From story events to the rows of the feed: newest first, repetitions joined ("12 times"), filtered.

import type { GroupName, NodeId } from '../../shared/ids.ts'
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
/** A repetition joins a row this far back at most: as far as one sees without scrolling. */
const JOIN_WITHIN_ROWS = 12

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

/** Two events with the same key say the same thing; null never joins. */
function joinKey(event: TraceEvent): string | null {
  switch (event.kind) {
    case 'vote':
      return `vote ${event.node} ${event.candidate} ${event.group} ${event.granted} ${event.pre}`
    case 'rpc':
      return `rpc ${event.from} ${event.to} ${event.type} ${event.dropped ?? ''} ${event.group ?? ''}`
    case 'link':
      return `link ${event.from} ${event.to} ${event.state}`
    case 'role':
      return `role ${event.node} ${event.group} ${event.role}`
    case 'term':
      return `term ${event.node} ${event.group}`
    case 'queue':
      return event.op === 'produce' || event.op === 'consume'
        ? `queue ${event.node} ${event.op} ${event.topic ?? ''} ${event.outcome}`
        : null
    case 'disk':
      return `disk ${event.node} ${event.what}`
    case 'lost':
      return `lost ${event.node}`
    default:
      return null
  }
}

/** At most MAX_ROWS rows, newest first, and whether older ones were left out. */
export function feedRows(
  story: readonly TraceEvent[],
  filter: FeedFilter,
): { readonly rows: readonly FeedRow[]; readonly more: boolean } {
  const rows: { id: number; key: string | null; event: TraceEvent; times: number }[] = []
  for (let at = story.length - 1; at >= 0; at -= 1) {
    const event = story[at]
    if (event === undefined || !matches(event, filter)) continue
    const key = joinKey(event)
    const same = key === null ? undefined : rows.slice(-JOIN_WITHIN_ROWS).find((row) => row.key === key)
    if (same !== undefined) {
      same.id = event.seq
      same.times += 1
      continue
    }
    if (rows.length === MAX_ROWS) return { rows, more: true }
    rows.push({ id: event.seq, key, event, times: 1 })
  }
  return { rows, more: false }
}
