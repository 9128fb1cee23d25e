import { beforeEach, expect, test } from 'vitest'
import type { Rpc } from '../../shared/trace-facts.ts'
import type { TraceEvent } from '../../shared/trace.ts'
import { FLIGHT_MS, flightsNotShown, recentFlights, resetFlights, takeFlights } from './flights.ts'

const message = (type: Rpc['type'], over: Partial<Rpc> = {}): TraceEvent => ({
  kind: 'rpc',
  id: 'a>b#1',
  from: 'a',
  to: 'b',
  group: 'atm',
  type,
  bytes: 90,
  sentAt: 0,
  receivedAt: 1,
  seq: 1,
  at: 0,
  wallAt: 0,
  cause: null,
  ...over,
})

beforeEach(resetFlights)

test('beats are no dots', () => {
  takeFlights([message('beat'), message('beatResp'), message('app')], 0)
  expect(recentFlights().map(({ rpc }) => rpc.type)).toEqual(['app'])
})

test('a reply leaves when its request has arrived, though both came in one batch', () => {
  takeFlights([message('vote'), message('voteResp', { from: 'b', to: 'a' })], 50)
  expect(recentFlights().map(({ shownAt }) => shownAt)).toEqual([50, 50 + FLIGHT_MS])
})

test('a reply never waits longer than one flight', () => {
  for (const at of [0, 100, 200])
    takeFlights([message('app'), message('appResp', { from: 'b', to: 'a' })], at)
  for (const { shownAt } of recentFlights()) expect(shownAt).toBeLessThanOrEqual(200 + FLIGHT_MS)
})

test('a cut link shows one cross at a time and counts the others', () => {
  const lost = message('beat', { dropped: 'cut', receivedAt: null })
  takeFlights([lost, lost, lost], 0)
  expect(recentFlights()).toHaveLength(1)
  expect(flightsNotShown()).toBe(2)
})

test('what has arrived is forgotten', () => {
  takeFlights([message('app')], 0)
  takeFlights([message('app')], FLIGHT_MS)
  expect(recentFlights()).toHaveLength(1)
})
