// The newest events that tell a story: sent along with a snapshot, so that the feed is not empty after a
// reload. Measurements and bookkeeping are in the view already.

import type { TraceEvent, TraceKind } from '../../shared/trace.ts'
import { SNAPSHOT_STORY } from '../../shared/protocol/control.ts'

const STORY_KINDS: ReadonlySet<TraceKind> = new Set<TraceKind>([
  'process',
  'role',
  'vote',
  'leader',
  'quorumLost',
  'snapshot',
  'membership',
  'fault',
  'clock',
  'disk',
  'atm',
  'queue',
  'ready',
  'lost',
  'directory',
])

/** Of kinds that mostly measure: a log that is cut, an invariant that broke. */
const isRareStory = (event: TraceEvent): boolean =>
  (event.kind === 'append' && event.cut !== null) || (event.kind === 'invariant' && !event.ok)

export class Story {
  #events: TraceEvent[] = []

  add(event: TraceEvent): void {
    if (!STORY_KINDS.has(event.kind) && !isRareStory(event)) return
    this.#events.push(event)
    if (this.#events.length > 2 * SNAPSHOT_STORY) this.#events = this.recent()
  }

  recent(): TraceEvent[] {
    return this.#events.slice(-SNAPSHOT_STORY)
  }
}
