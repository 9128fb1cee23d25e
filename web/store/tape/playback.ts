// The clock of a replay: what time it shows, whether it runs, and how fast. Each is this viewer's own; the
// cluster and other viewers are not moved by it.

import type { Mark } from './marks.ts'
import { markBefore, nextMark } from './marks.ts'
import type { Place, Tape } from './tape.ts'
import { placeAt, timeOf } from './tape.ts'

export interface Playback {
  /** Milliseconds since the recording begins. */
  readonly time: number
  /** Events that are shown; several may have happened at one time. */
  readonly place: Place
  readonly runs: boolean
  /** Where it will stand still by itself; null: at the end. */
  readonly until: Place | null
  /** Milliseconds of the recording in one on screen. */
  readonly speed: number
}

/** About half as fast each time: from an hour's journal down to a simulator's microseconds. */
export const SPEEDS = [8, 4, 2, 1, 1 / 2, 1 / 5, 1 / 10, 1 / 20, 1 / 50, 1 / 100, 1 / 500] as const
const SLOWEST = 1 / 500
const FASTEST = 8
/** Two numbers this close are the same speed: 1/50 is not exact in binary. */
const SAME = 1e-9

export const slowerSpeed = (speed: number): number => SPEEDS.find((one) => one < speed - SAME) ?? SLOWEST
export const fasterSpeed = (speed: number): number => SPEEDS.findLast((one) => one > speed + SAME) ?? FASTEST

/** A recording of some seconds of simulated time is over before anybody has looked: it begins slower. */
const WATCHED_MS = 30_000

/** A lesson has neither words nor a table before its first step: nothing leads there. */
export const firstPlace = ({ lesson }: Tape): Place => lesson?.steps[0]?.place ?? 0

/** At the beginning, standing still: with everything that was there at once. */
export function beginning(tape: Tape): Playback {
  const [first] = tape.lesson?.steps ?? []
  const { time, place } = first ?? { time: 0, place: placeAt(tape, 0) }
  return { time, place, runs: false, until: null, speed: firstSpeed(tape) }
}

/** A lesson has the pace of its readers already. */
function firstSpeed({ length, lesson }: Tape): number {
  if (lesson !== null) return 1
  return SPEEDS.find((one) => one <= 1 && length / one >= WATCHED_MS) ?? SLOWEST
}

/** A hidden page hears of no frames; when it is back, it goes on where it was. */
const LONGEST_FRAME_MS = 250

/** What happened last stays to be seen for so long. */
const REST_MS = 1_000

/** Whoever stops there does not wait for the time that its readers would take. */
function goalTime(tape: Tape, { until }: Playback): number {
  if (until === null) return tape.length
  return Math.min(timeOf(tape, until), timeOf(tape, until - 1) + REST_MS)
}

/** One frame later. At the end, or where it was to stop, it stands still. */
export function afterFrame(tape: Tape, playback: Playback, frameMs: number): Playback {
  const { runs, speed, place } = playback
  if (!runs) return playback
  const goal = playback.until ?? tape.events.length
  const time = playback.time + Math.min(frameMs, LONGEST_FRAME_MS) * speed
  if (time >= goalTime(tape, playback)) return seekPlace(tape, playback, goal)
  return { ...playback, time, place: Math.max(place, placeAt(tape, time)) }
}

/** From the end it plays again from the beginning. */
export function playOrPause(tape: Tape, playback: Playback): Playback {
  if (playback.runs) return { ...playback, runs: false, until: null }
  const isOver = playback.place === tape.events.length
  const { time, place } = isOver ? beginning(tape) : playback
  return { ...playback, time, place, runs: true, until: null }
}

export function seekTime(tape: Tape, playback: Playback, wanted: number): Playback {
  const time = Math.min(tape.length, Math.max(timeOf(tape, firstPlace(tape)), wanted))
  return { ...playback, time, place: placeAt(tape, time), until: null }
}

/** Stands still there, as whoever counts events wants to look at each. */
export function seekPlace(tape: Tape, playback: Playback, wanted: Place): Playback {
  const place = Math.min(tape.events.length, Math.max(firstPlace(tape), wanted))
  return { ...playback, place, time: timeOf(tape, place), runs: false, until: null }
}

export const step = (tape: Tape, playback: Playback, by: 1 | -1): Playback =>
  seekPlace(tape, playback, playback.place + by)

/** To the next mark or the one before; null: there is none. */
export function stepToMark(tape: Tape, playback: Playback, by: 1 | -1): Playback | null {
  const mark: Mark | null = (by === 1 ? nextMark : markBefore)(tape.marks, playback.place)
  return mark === null ? null : seekPlace(tape, playback, mark.place)
}
