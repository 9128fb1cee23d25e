import { expect, test } from 'vitest'
import { longRun, tapeOf } from '../../fixtures/demo-tape.ts'
import { beginning, seekPlace } from '../../store/tape/playback.ts'
import { placedMarks } from './Marks.tsx'
import { eventWords, happened, speedWords, timeWords } from './replay-words.ts'

const tape = tapeOf(longRun(8))
const start = beginning(tape)

test('times are as exact as the recording is short', () => {
  expect(timeWords(812.4, 2_100)).toBe('0.812 s')
  expect(timeWords(12_440, 40_200)).toBe('12.4 s')
  expect(timeWords(187_540, 754_200)).toBe('3:07.5')
  expect(timeWords(59_990, 754_200), 'no minute has sixty seconds').toBe('0:59.9')
})

test('speeds are read as on the clock of the cluster', () => {
  expect([8, 1, 1 / 2, 1 / 50].map(speedWords)).toEqual(['8×', '1×', '1/2', '1/50'])
})

test('standing still it names the very event, playing the last one that tells something', () => {
  const beat = tape.events.findIndex(({ kind }) => kind === 'append') + 1
  const still = seekPlace(tape, start, beat)
  expect(happened(tape, still)).toContain('appended')
  expect(happened(tape, { ...still, runs: true })).not.toContain('appended')
  expect(happened(tape, seekPlace(tape, start, 0))).toBe('nothing has happened yet')
  expect(eventWords(tape, still)).toBe(`event ${beat} of 1,184`)
})

test('signs on the slider never cover each other, and the rare ones keep their place', () => {
  const drawn = placedMarks(tape, { width: 600, height: 20 })
  const places = drawn.map(({ x }) => x).toSorted((one, other) => one - other)
  expect(drawn.length).toBeGreaterThan(5)
  for (const [at, x] of places.entries()) expect(x - (places[at - 1] ?? -Infinity)).toBeGreaterThanOrEqual(19)
  const leaders = tape.marks.filter(({ kind }) => kind === 'leader')
  expect(drawn.some(({ place }) => place === leaders[0]?.place)).toBe(true)
  expect(drawn.length).toBeLessThan(tape.marks.length)
})
