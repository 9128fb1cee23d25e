import { beforeEach, expect, test } from 'vitest'
import { foldAll } from '../../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import type { Batch, Snapshot } from '../../shared/protocol/control.ts'
import { isStory } from '../../shared/story.ts'
import type { TraceEvent } from '../../shared/trace.ts'
import { demoEvents } from '../fixtures/demo-events.ts'
import { foldWaiting, forgetReached, takeBatch, takeSnapshot, useCluster } from './cluster.ts'
import { useStory } from './story.ts'

const EVENTS = demoEvents()
const whole = foldAll(EMPTY_VIEW, EVENTS)

const snapshotAfter = (count: number, run = 'one'): Snapshot => ({
  view: foldAll(EMPTY_VIEW, EVENTS.slice(0, count)),
  story: [],
  repeats: {},
  rights: 'drive',
  run,
  version: '0',
})

const batch = (from: number, to: number, events: readonly TraceEvent[] = EVENTS): Batch => ({
  from,
  to,
  at: 0,
  wallAt: 0,
  events: events.filter(({ seq }) => seq >= from && seq <= to),
})

const start = (count: number): void => {
  useCluster.setState({ run: null })
  forgetReached()
  takeSnapshot(snapshotAfter(count))
}

beforeEach(() => start(0))

test('events that came live and events that came in a snapshot make the same picture', () => {
  for (const split of [1, 40, EVENTS.length - 1]) {
    start(split)
    for (let seq = split + 1; seq <= EVENTS.length; seq += 7) {
      expect(takeBatch(batch(seq, Math.min(seq + 6, EVENTS.length)))).toBe(true)
      foldWaiting()
    }
    expect(useCluster.getState().view).toEqual(whole)
  }
})

test('nothing changes before the frame, everything with it', () => {
  takeBatch(batch(1, 30))
  takeBatch(batch(31, EVENTS.length))
  expect(useCluster.getState().view.seq).toBe(0)
  foldWaiting()
  expect(useCluster.getState().view.seq).toBe(EVENTS.length)
})

test('a missed batch is noticed and not folded over', () => {
  takeBatch(batch(1, 30))
  expect(takeBatch(batch(41, 50))).toBe(false)
  foldWaiting()
  expect(useCluster.getState().view.seq).toBe(30)
})

test('events that a room left out are no gap', () => {
  const few = EVENTS.filter(({ seq }) => seq % 3 === 0)
  expect(takeBatch(batch(1, 30, few))).toBe(true)
  expect(takeBatch(batch(31, 60, few))).toBe(true)
  foldWaiting()
  expect(useCluster.getState().view.seq).toBe(60)
})

test('a batch that comes twice is folded once', () => {
  takeBatch(batch(1, EVENTS.length))
  takeBatch(batch(1, EVENTS.length))
  foldWaiting()
  const told = useStory.getState().events.map(({ seq }) => seq)
  expect(told.length).toBe(new Set(told).size)
})

test('another run voids everything before it', () => {
  takeBatch(batch(1, EVENTS.length))
  foldWaiting()
  forgetReached()
  takeSnapshot(snapshotAfter(5, 'two'))
  expect(useCluster.getState()).toMatchObject({ run: 'two', view: { seq: 5 } })
  expect(useStory.getState().events).toEqual([])
})

test('a snapshot of the same run adds to the story, one of another run replaces it', () => {
  const told = EVENTS.filter(isStory)
  const half = Math.floor(told.length / 2)
  takeSnapshot({ ...snapshotAfter(0, 'two'), story: told.slice(0, half) })
  takeSnapshot({ ...snapshotAfter(EVENTS.length, 'two'), story: told.slice(half - 3) })
  expect(useStory.getState().events).toEqual(told)
  takeSnapshot({ ...snapshotAfter(EVENTS.length, 'three'), story: told.slice(-2) })
  expect(useStory.getState().events).toEqual(told.slice(-2))
})
