import { expect, test } from 'vitest'
import { lessonTape, tableTape } from '../../fixtures/demo-lesson.ts'
import { endOfStep, nextStep, seekStep, stepBefore } from './lesson-steps.ts'
import type { Playback } from './playback.ts'
import { afterFrame, beginning, playOrPause, seekTime, step } from './playback.ts'
import { timeOf, viewAt } from './tape.ts'

const tape = lessonTape()
const steps = tape.lesson?.steps ?? []
const [, second, third] = steps.map(({ place }) => place)
const last = tape.events.length

const stepOf = ({ place }: Playback): number | undefined => viewAt(tape, place).lesson?.step

/** Frame by frame until it stands still. */
function played(from: Playback | null): Playback {
  let now = from ?? beginning(tape)
  for (let frames = 0; now.runs && frames < 100_000; frames += 1) now = afterFrame(tape, now, 16)
  return now
}

test('a lesson opens at its first step, standing still, with its words shown', () => {
  const first = beginning(tape)
  expect(first).toMatchObject({ place: 1, time: 0, runs: false, until: null })
  expect(viewAt(tape, first.place).lesson?.words).toBe('Three replicas, and nobody leads.')
})

test('next plays a step and stops exactly where the next one begins, the last one at the end', () => {
  const stops = [beginning(tape)]
  for (let now = nextStep(tape, beginning(tape)); now !== null; now = nextStep(tape, stops.at(-1) ?? now))
    stops.push(played(now))
  expect(stops.map(({ place }) => place)).toEqual([1, second, third, last])
  expect(stops.map(stepOf)).toEqual([1, 2, 3, 3])
  for (const { place, time, runs, until } of stops)
    expect({ time, runs, until }).toEqual({ time: timeOf(tape, place), runs: false, until: null })
})

test('a step is played over several frames, slow enough to be followed', () => {
  const now = nextStep(tape, beginning(tape))
  expect(now).toMatchObject({ place: 1, runs: true, until: second })
  const frame = afterFrame(tape, now ?? beginning(tape), 16)
  expect(frame.runs).toBe(true)
  expect(frame.place).toBeLessThan(second ?? 0)
})

test('next waits neither for its first event nor for readers behind its last one', () => {
  const start = { ...beginning(tape), time: 0 }
  const late = { ...tape, times: tape.times.map((time) => (time > 0 ? time + 20_000 : 0)) }
  expect(nextStep(late, start)?.time).toBeGreaterThan(timeOf(late, 2) - 1_000)
  const slow = {
    ...tape,
    times: tape.times.map((time, at) => (at + 1 >= (second ?? 0) ? time + 60_000 : time)),
  }
  const near = { ...start, runs: true, until: second ?? 0, time: timeOf(slow, (second ?? 0) - 1) + 900 }
  expect(afterFrame(slow, near, 16)).toMatchObject({ runs: true })
  expect(afterFrame(slow, near, 200)).toMatchObject({
    runs: false,
    place: second,
    time: timeOf(slow, second ?? 0),
  })
})

test('pressed again while a step plays, next goes to its end at once', () => {
  const runs = nextStep(tape, beginning(tape)) ?? beginning(tape)
  const half = afterFrame(tape, runs, 250)
  expect(nextStep(tape, half)).toMatchObject({ place: second, runs: false })
})

test('from the middle of a step next plays the rest of it', () => {
  const half = step(tape, beginning(tape), 1)
  expect(stepOf(played(nextStep(tape, half)))).toBe(2)
})

test('back goes to the beginning of the step, and from there to the one before', () => {
  const inSecond = step(tape, seekStep(tape, beginning(tape), 2) ?? beginning(tape), 1)
  const toSecond = stepBefore(tape, inSecond)
  expect(toSecond).toMatchObject({ place: second, runs: false })
  const toFirst = stepBefore(tape, toSecond ?? inSecond)
  expect(toFirst).toMatchObject({ place: 1 })
  expect(stepBefore(tape, toFirst ?? inSecond)).toBeNull()
})

test('play on does not stop between steps, nor does whoever seeks', () => {
  expect(played(playOrPause(tape, beginning(tape))).place).toBe(last)
  const runs = nextStep(tape, beginning(tape)) ?? beginning(tape)
  expect(played(seekTime(tape, runs, 200)).place).toBe(last)
})

test('a lesson that is over plays again from its first step', () => {
  const over = played(playOrPause(tape, beginning(tape)))
  expect(playOrPause(tape, over)).toMatchObject({ place: 1, runs: true })
})

test('a step that does not exist is not gone to', () => {
  expect(seekStep(tape, beginning(tape), 4)).toBeNull()
  expect(seekStep(tape, beginning(tape), 0)).toBeNull()
})

test('a lesson of tables has no cluster, and its last step ends with it', () => {
  const tables = tableTape()
  expect(tables.lesson).toMatchObject({ name: 'table', hasCluster: false })
  expect(tables.lesson?.steps).toHaveLength(2)
  expect(endOfStep(tables, 2)).toBe(2)
  expect(nextStep(tables, { ...beginning(tables), place: 2 })).toBeNull()
  expect(tape.lesson).toMatchObject({ name: 'demo', hasCluster: true })
})
