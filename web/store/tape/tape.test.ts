import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { EMPTY_VIEW } from '../../../shared/cluster-view.ts'
import { isStory } from '../../../shared/story.ts'
import { longRun, tapeOf } from '../../fixtures/demo-tape.ts'
import { markBefore, nextMark } from './marks.ts'
import { KEYFRAME_EVERY, advance, placeAt, storyAt, timeOf, viewAt } from './tape.ts'

const ROUNDS = 12
const events = longRun(ROUNDS)
const tape = tapeOf(events)
const place = fc.integer({ min: 0, max: events.length })
const fromTheStart = (to: number) => events.slice(0, to).reduce(advance, EMPTY_VIEW)

test('any place shows what a fold from the start shows, wherever one was before', () => {
  expect(events.length).toBeGreaterThan(2 * KEYFRAME_EVERY)
  fc.assert(
    fc.property(place, place, (to, before) => {
      const known = { place: before, view: viewAt(tape, before) }
      expect(viewAt(tape, to, known)).toEqual(fromTheStart(to))
      expect(viewAt(tape, to)).toEqual(fromTheStart(to))
    }),
    { numRuns: 40 },
  )
})

test('a seek folds no more events than lie between two kept views', () => {
  expect(tape.keyframes).toHaveLength(1 + Math.floor(events.length / KEYFRAME_EVERY))
  for (const [at, view] of tape.keyframes.entries()) expect(view).toEqual(fromTheStart(at * KEYFRAME_EVERY))
})

test('a place and its time lead to each other: to the last event of that time', () => {
  fc.assert(
    fc.property(place, (to) => {
      const there = placeAt(tape, timeOf(tape, to))
      expect(there).toBeGreaterThanOrEqual(to)
      expect(timeOf(tape, there)).toBe(timeOf(tape, to))
      expect(tape.times[there] ?? Infinity).toBeGreaterThan(timeOf(tape, to))
    }),
  )
})

test('time never goes back, though events of several processes come a little out of order', () => {
  const early = { ...events[5], seq: events.length + 1, at: 1, wallAt: 1 }
  const late = tapeOf([...events, early])
  expect(late.times).toEqual(late.times.toSorted((one, other) => one - other))
  const [before, after] = [events.length, events.length + 1].map((one) => viewAt(late, one))
  expect(after?.wallAt).toBe(before?.wallAt)
})

test('the feed of a place is everything that was told up to it', () => {
  fc.assert(
    fc.property(place, (to) => {
      const told = events.slice(0, to).filter(isStory)
      expect(storyAt(tape, to, Infinity)).toEqual(told)
      expect(storyAt(tape, to, 3)).toEqual(told.slice(-3))
    }),
  )
})

test('marks stand behind elections, ends, faults and broken promises, and lead from one to the next', () => {
  const kinds = new Set(tape.marks.map(({ kind }) => kind))
  expect(kinds).toContain('leader')
  for (const mark of tape.marks) expect(timeOf(tape, mark.place)).toBe(mark.time)
  const [first, second] = tape.marks
  expect(nextMark(tape.marks, 0)).toBe(first)
  expect(nextMark(tape.marks, first?.place ?? 0)).toBe(second)
  expect(markBefore(tape.marks, second?.place ?? 0)).toBe(first)
  expect(markBefore(tape.marks, first?.place ?? 0)).toBeNull()
  expect(nextMark(tape.marks, events.length)).toBeNull()
})
