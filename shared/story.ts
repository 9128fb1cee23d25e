// Which events tell something, and which of them say the same again. The control server keeps the newest of
// them for whoever comes later; the page shows them as its feed. Both must agree on what a repetition is.

import type { TraceEvent } from './trace.ts'

/** Progress and samples are seen in the picture; the feed is for what a person would tell another. */
export function isStory(event: TraceEvent): boolean {
  switch (event.kind) {
    case 'process':
    case 'leader':
    case 'quorumLost':
    case 'fault':
    case 'clock':
    case 'atm':
    case 'queue':
    case 'ready':
    case 'lost':
    case 'disk':
    case 'lesson':
      return true
    case 'vote':
      // A candidate's own vote and a friendly pre-vote tell nothing that the next sentence does not.
      return event.node !== event.candidate && !(event.pre && event.granted)
    case 'snapshot':
      return event.what !== 'installing' && event.what !== 'compacted'
    case 'membership':
      return event.what !== 'active'
    case 'invariant':
      return !event.ok
    case 'role':
      return event.role !== 'leader'
    case 'append':
      return event.cut !== null
    case 'link':
      return event.rule.cut || event.state === 'cut'
    default:
      return false
  }
}

/** A repetition joins one that is this far back at most: as far as one sees without scrolling. */
export const JOIN_WITHIN = 12

/** Two events with the same key say the same thing; null never joins. */
export function joinKey(event: TraceEvent): string | null {
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
    case 'snapshot':
      return event.what === 'taken' ? `snapshot ${event.node} ${event.group}` : null
    case 'disk':
      return `disk ${event.node} ${event.what}`
    case 'lost':
      return `lost ${event.node}`
    default:
      return null
  }
}
