// A recording in memory: its events, and the whole view kept at regular places, so that any place is reached
// by a short fold from the one before it. What is drawn at a place is what a fold from the start would draw.

import { assert } from '../../../shared/assert.ts'
import { fold } from '../../../shared/cluster-fold.ts'
import type { ClusterView } from '../../../shared/cluster-view.ts'
import type { TraceEvent } from '../../../shared/trace.ts'
import type { Mark } from './marks.ts'
import { countUpTo } from './sorted.ts'
import type { Sent } from './tape-flights.ts'

/** Kept views share what did not change between them; to fold so many events takes some milliseconds. */
export const KEYFRAME_EVERY = 500

/** A number of events that have happened, from 0 to all of them. */
export type Place = number

export interface Tape {
  /** Of the file. */
  readonly name: string
  readonly run: string
  /** What broke in a run that failed. */
  readonly verdict: string | null
  readonly events: readonly TraceEvent[]
  /** When each event happened, milliseconds since the recording begins; never goes back. */
  readonly times: readonly number[]
  /** Of the last event. */
  readonly length: number
  /** The views at the places 0, KEYFRAME_EVERY and so on. */
  readonly keyframes: readonly ClusterView[]
  /** The places behind events that tell something. */
  readonly story: readonly Place[]
  readonly marks: readonly Mark[]
  /** Messages in the order in which they were sent. */
  readonly sent: readonly Sent[]
  /** What whoever watches has to know: lines that are missing. */
  readonly notes: readonly string[]
  /** Null: it is no lesson. */
  readonly lesson: Lesson | null
}

/** A transcript of the core, played: it stops where the teacher speaks. */
export interface Lesson {
  readonly name: string
  /** Where each step begins, with its words already shown; never empty. */
  readonly steps: readonly Mark[]
  /** False: it shows tables, and no replica ever runs. */
  readonly hasCluster: boolean
}

/** As the control server does it: processes tell a little out of order, and the view's clock only moves on. */
export function advance(view: ClusterView, event: TraceEvent): ClusterView {
  const next = fold(view, event)
  const { at, wallAt } = view
  if (next.at >= at && next.wallAt >= wallAt) return next
  return { ...next, at: Math.max(at, next.at), wallAt: Math.max(wallAt, next.wallAt) }
}

export interface Known {
  readonly place: Place
  readonly view: ClusterView
}

/** The view at a place; folded on from `known` where that is nearer than the last one kept. */
export function viewAt(tape: Tape, place: Place, known: Known | null = null): ClusterView {
  const kept = Math.floor(place / KEYFRAME_EVERY)
  const first = kept * KEYFRAME_EVERY
  const keyframe = tape.keyframes[kept]
  assert(keyframe !== undefined, () => `${tape.name} has no place ${place}`)
  const start =
    known !== null && known.place >= first && known.place <= place ? known : { place: first, view: keyframe }
  return tape.events.slice(start.place, place).reduce(advance, start.view)
}

/** Everything that has happened by this time. */
export const placeAt = (tape: Tape, time: number): Place => countUpTo(tape.times, time)

/** When the last event before this place happened. */
export const timeOf = (tape: Tape, place: Place): number => tape.times[place - 1] ?? 0

/** The newest of the events that tell something, oldest first. */
export function storyAt(tape: Tape, place: Place, most: number): readonly TraceEvent[] {
  const count = countUpTo(tape.story, place)
  return tape.story.slice(Math.max(0, count - most), count).flatMap((one) => tape.events[one - 1] ?? [])
}
