import { expect, test } from 'vitest'
import { demoEvents } from '../../fixtures/demo-events.ts'
import { DEMO_LESSON, lessonEvents, lessonTape } from '../../fixtures/demo-lesson.ts'
import { KEYFRAME, tapeOf } from '../../fixtures/demo-tape.ts'
import type { Playback } from './playback.ts'
import {
  SPEEDS,
  afterFrame,
  beginning,
  fasterSpeed,
  playOrPause,
  seekPlace,
  seekTime,
  slowerSpeed,
  step,
  stepToMark,
} from './playback.ts'
import { placeAt, timeOf } from './tape.ts'

const tape = tapeOf(demoEvents())
const last = tape.events.length
const start = beginning(tape)
const running: Playback = { ...start, runs: true, speed: 1 }

test('it begins standing still, with everything of the first moment, slowly enough to be watched', () => {
  expect(start).toMatchObject({ time: 0, place: placeAt(tape, 0), runs: false })
  expect(tape.length / start.speed).toBeGreaterThanOrEqual(30_000)
  expect(
    beginning(tapeOf([...demoEvents(), { ...demoEvents()[0], seq: 9_999, wallAt: 3_600_000 }])).speed,
  ).toBe(1)
})

test('time goes on at its speed, and stops at the end', () => {
  expect(afterFrame(tape, running, 16)).toMatchObject({ time: 16, place: placeAt(tape, 16) })
  expect(afterFrame(tape, { ...running, speed: 1 / 50 }, 50).time).toBe(1)
  expect(afterFrame(tape, start, 16)).toBe(start)
  const near = { ...running, ...seekTime(tape, running, tape.length - 1) }
  expect(afterFrame(tape, near, 16)).toMatchObject({ time: tape.length, place: last, runs: false })
})

test('a page that was hidden goes on where it was', () => {
  expect(afterFrame(tape, running, 60_000).time).toBe(250)
})

test('steps go event by event, also where several happened at one time, and stand still', () => {
  let playback: Playback = { ...running, place: 0 }
  for (let place = 1; place <= last; place += 1) {
    playback = step(tape, playback, 1)
    expect(playback).toMatchObject({ place, time: timeOf(tape, place), runs: false })
  }
  expect(step(tape, playback, 1)).toEqual(playback)
  for (let place = last - 1; place >= 0; place -= 1) playback = step(tape, playback, -1)
  expect(playback).toMatchObject({ place: 0, time: 0 })
  expect(step(tape, playback, -1)).toEqual(playback)
})

test('playing on from the end begins again', () => {
  const end = seekPlace(tape, start, last)
  expect(playOrPause(tape, end)).toMatchObject({ time: 0, place: placeAt(tape, 0), runs: true })
  expect(playOrPause(tape, running)).toMatchObject({ runs: false })
})

test('a seek goes no further than the ends, and plays on if it played', () => {
  expect(seekTime(tape, running, -5)).toMatchObject({ time: 0, runs: true })
  expect(seekTime(tape, start, 1e9)).toMatchObject({ time: tape.length, place: last, runs: false })
})

test('nothing leads before the first step of a lesson: no words and no table are there', () => {
  const begins = beginning(lessonTape())
  expect(step(lessonTape(), begins, -1)).toEqual(begins)
  expect(seekPlace(lessonTape(), begins, 0)).toEqual(begins)
  const isUp = { kind: 'ready', ready: true, text: 'all up' } as const
  const late = tapeOf(lessonEvents([isUp, ...DEMO_LESSON]), KEYFRAME)
  expect(seekTime(late, beginning(late), 0)).toEqual(beginning(late))
})

test('the next mark and the one before are each other undone', () => {
  const first = stepToMark(tape, start, 1)
  const second = first && stepToMark(tape, first, 1)
  expect(second && stepToMark(tape, second, -1)).toEqual(first)
  expect(stepToMark(tape, seekPlace(tape, start, last), 1)).toBeNull()
})

test('slower and faster go through every speed and end at the ends', () => {
  const down: number[] = [8]
  while (slowerSpeed(down.at(-1) ?? 0) !== down.at(-1)) down.push(slowerSpeed(down.at(-1) ?? 0))
  expect(down).toEqual(SPEEDS)
  for (const [at, speed] of down.entries()) expect(fasterSpeed(speed)).toBe(down[Math.max(0, at - 1)])
})
