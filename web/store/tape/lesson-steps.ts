// Going through a lesson step by step. A step begins with its words, standing still; "next" plays what happens in
// it and stops where the next one begins, so that the teacher speaks, presses, and speaks again.

import { markBefore, nextMark } from './marks.ts'
import type { Playback } from './playback.ts'
import { seekPlace } from './playback.ts'
import type { Place, Tape } from './tape.ts'
import { timeOf } from './tape.ts'

/** Time to look up from the button to the picture. */
const SOON_MS = 300

/** Where the step that is shown ends: where the next one begins, or with the lesson. */
export const endOfStep = ({ lesson, events }: Tape, place: Place): Place =>
  nextMark(lesson?.steps ?? [], place)?.place ?? events.length

/** Plays the step to its end; pressed again while it plays, goes there at once. Null: the lesson is over. */
export function nextStep(tape: Tape, playback: Playback): Playback | null {
  const { place, runs, until } = playback
  if (place === tape.events.length) return null
  const goal = endOfStep(tape, place)
  const isSkipped = runs && until === goal
  // Steps that are only told, as tables are, have nothing to be played.
  const isEmpty = timeOf(tape, goal) <= playback.time || isNext(tape, place, goal)
  if (isSkipped || isEmpty) return seekPlace(tape, playback, goal)
  return { ...playback, time: soon(tape, playback), runs: true, until: goal }
}

/** Shortly before the next thing happens: whoever has pressed has read already. */
function soon({ sent, times }: Tape, { time, place }: Playback): number {
  const next = times[place] ?? time
  const leaves = sent.find(({ sentAt }) => sentAt >= time)?.sentAt ?? next
  return Math.max(time, Math.min(next, leaves) - SOON_MS)
}

/** The next step begins with the very next event. */
const isNext = ({ events }: Tape, place: Place, goal: Place): boolean =>
  goal === place + 1 && events[place]?.kind === 'lesson'

/** To the beginning of the step that is shown, and from there to the one before. Null: there is none. */
export function stepBefore(tape: Tape, playback: Playback): Playback | null {
  const mark = markBefore(tape.lesson?.steps ?? [], playback.place)
  return mark === null ? null : seekPlace(tape, playback, mark.place)
}

/** Straight to a step, counted from 1. Null: there is no such step. */
export function seekStep(tape: Tape, playback: Playback, step: number): Playback | null {
  const mark = tape.lesson?.steps[step - 1]
  return mark === undefined ? null : seekPlace(tape, playback, mark.place)
}
