import { expect, test } from 'vitest'
import type { Rpc } from '../../../shared/trace-facts.ts'
import type { TraceEvent } from '../../../shared/trace.ts'
import { FLIGHT_MS } from '../flights.ts'
import type { Sent } from './tape-flights.ts'
import { flightsOf, sentOf } from './tape-flights.ts'

const message = (sentAt: number, receivedAt: number | null, over: Partial<Rpc> = {}): TraceEvent => ({
  kind: 'rpc',
  id: 'a>b#1',
  from: 'a',
  to: 'b',
  group: 'atm',
  type: 'app',
  bytes: 90,
  sentAt,
  receivedAt,
  seq: 1,
  at: 0,
  wallAt: 0,
  cause: null,
  ...over,
})
const sent = (...events: readonly TraceEvent[]): readonly Sent[] =>
  events.flatMap((event) => sentOf(event, 0) ?? [])

test('slowly enough a message flies exactly as long as it did', () => {
  const flights = flightsOf(sent(message(100, 110)), 105, 1 / 50)
  expect(flights).toMatchObject([{ shownAt: 100, lasts: 10 }])
  expect(flightsOf(sent(message(100, 110)), 110, 1 / 50)).toEqual([])
})

test('a way too short to be seen is an after-image of the same length on screen at every speed', () => {
  for (const speed of [1 / 10, 1, 8])
    expect(flightsOf(sent(message(100, 101)), 100, speed)).toMatchObject([{ lasts: FLIGHT_MS * speed }])
})

test('the same moment shows the same messages, whichever way one came there', () => {
  const all = sent(message(100, 110), message(105, 130), message(107, null, { dropped: 'loss' }))
  expect(flightsOf(all, 108, 1 / 20)).toHaveLength(3)
  expect(flightsOf(all, 108, 1 / 20)).toEqual(flightsOf(all, 108, 1 / 20))
  expect(flightsOf(all, 99, 1 / 20)).toEqual([])
})

test('beats fly only where their way is seen', () => {
  const beat = sent(message(100, 110, { type: 'beat' }))
  expect(flightsOf(beat, 105, 1 / 50)).toHaveLength(1)
  expect(flightsOf(beat, 105, 1)).toEqual([])
})

test('a cut link shows one cross at a time', () => {
  const lost = { dropped: 'cut', receivedAt: null } as const
  const all = sent(...[100, 110, 120].map((at) => message(at, null, lost)))
  expect(flightsOf(all, 125, 1)).toHaveLength(1)
})

test('an answer leaves when its question has arrived', () => {
  const all = sent(message(100, 101), message(102, 103, { type: 'appResp', from: 'b', to: 'a' }))
  expect(flightsOf(all, 200, 1)).toHaveLength(1)
  expect(flightsOf(all, 100 + FLIGHT_MS, 1)).toMatchObject([{ rpc: { type: 'appResp' } }])
})

test('a frame that was held flies at the end of its wait', () => {
  expect(sentOf(message(0, null, { held: 'hold' }), 0)).toBeNull()
  expect(sentOf(message(1_000, 61_000), 500)).toMatchObject({ sentAt: 58_500, lasts: 2_000 })
})
