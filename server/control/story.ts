// The newest events that tell a story: sent along with a snapshot, so that the feed is not empty after a
// reload. Repetitions are kept once, as the newest with their number: a node that is cut off asks for votes
// several times a second, and would push out everything that explains why.

import type { TraceEvent } from '../../shared/trace.ts'
import { SNAPSHOT_STORY } from '../../shared/protocol/control.ts'
import { JOIN_WITHIN, isStory, joinKey } from '../../shared/story.ts'

interface Row {
  readonly event: TraceEvent
  readonly key: string | null
  readonly times: number
}

export class Story {
  #rows: Row[] = []

  add(event: TraceEvent): void {
    if (!isStory(event)) return
    const key = joinKey(event)
    const same = key === null ? -1 : this.#rows.findLastIndex((row) => row.key === key)
    const joins = same >= 0 && same >= this.#rows.length - JOIN_WITHIN
    const before = joins ? this.#rows.splice(same, 1) : []
    this.#rows.push({ event, key, times: 1 + (before[0]?.times ?? 0) })
    if (this.#rows.length > 2 * SNAPSHOT_STORY) this.#rows = this.#rows.slice(-SNAPSHOT_STORY)
  }

  recent(): TraceEvent[] {
    return this.#newest().map(({ event }) => event)
  }

  /** How many events one of the recent ones stands for, by its `seq`, where it is more than itself. */
  repeats(): Record<number, number> {
    const repeated = this.#newest().filter(({ times }) => times > 1)
    return Object.fromEntries(repeated.map(({ event, times }) => [event.seq, times]))
  }

  #newest(): readonly Row[] {
    return this.#rows.slice(-SNAPSHOT_STORY)
  }
}
