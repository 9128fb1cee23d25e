// What a replay says of itself: how far it is, how fast, and what has just happened in it.

import type { Mark, MarkKind } from '../../store/tape/marks.ts'
import type { Playback } from '../../store/tape/playback.ts'
import type { Tape } from '../../store/tape/tape.ts'
import { storyAt } from '../../store/tape/tape.ts'
import { sentence } from '../../scene/sentence.ts'
import { grouped } from '../../panels/quantities.ts'

/** Simulated runs last seconds, in which a millisecond is long. */
const SHORT_MS = 20_000
const SECOND = 1_000
const MINUTE = 60 * SECOND

/** `12.4 s`, `3:07.5`; with milliseconds in a short recording. Always as wide as the recording's end. */
export function timeWords(ms: number, lasts: number): string {
  const digits = lasts < SHORT_MS ? 3 : 1
  // Rounded down, as clocks do: up would make a minute of sixty seconds.
  const unit = SECOND / 10 ** digits
  const shown = Math.floor(ms / unit) * unit
  if (lasts < MINUTE) return `${(shown / SECOND).toFixed(digits)} s`
  const seconds = ((shown % MINUTE) / SECOND).toFixed(digits).padStart(digits + 3, '0')
  return `${Math.floor(shown / MINUTE)}:${seconds}`
}

export const speedWords = (speed: number): string => (speed < 1 ? `1/${Math.round(1 / speed)}` : `${speed}×`)

export const eventWords = (tape: Tape, { place }: Playback): string =>
  `event ${grouped(place)} of ${grouped(tape.events.length)}`

/** For whoever does not see the slider. */
export const placeWords = (tape: Tape, playback: Playback): string =>
  `${timeWords(playback.time, tape.length)} of ${timeWords(tape.length, tape.length)}, ${eventWords(tape, playback)}`

/** Standing still, the very event; while it runs, the last one that tells something. */
export function happened(tape: Tape, { place, runs }: Playback): string {
  if (place === 0) return 'nothing has happened yet'
  if (place === tape.events.length && tape.verdict !== null) return `here the run ends: ${tape.verdict}`
  const event = runs ? storyAt(tape, place, 1)[0] : tape.events[place - 1]
  // The words of a step stand beside the picture.
  return event === undefined || event.kind === 'lesson' ? '' : sentence(event)
}

export const MARK_WORDS: Readonly<Record<MarkKind, string>> = {
  step: 'step',
  leader: 'elected',
  exit: 'process ended',
  fault: 'fault',
  broken: 'broken',
}

export function markWords(tape: Tape, { place, time, kind }: Mark): string {
  const event = tape.events[place - 1]
  const text = kind === 'broken' && tape.verdict !== null ? tape.verdict : event && sentence(event)
  return `${timeWords(time, tape.length)}: ${text ?? MARK_WORDS[kind]}`
}
