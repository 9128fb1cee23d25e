import { expect, test } from 'vitest'
import type { Rpc } from '../../shared/trace-facts.ts'
import type { Place } from './cluster.ts'
import { flightsAt, placeAt } from './flights.ts'

const FLIGHT = 600
const rpc = (over: Partial<Rpc> = {}): Rpc => ({
  kind: 'rpc',
  id: 'a>b#1',
  from: 'a',
  to: 'b',
  type: 'app',
  bytes: 90,
  sentAt: 0,
  receivedAt: 1,
  ...over,
})
const places = new Map<string, Place>([
  ['a', { node: 'a', role: 'atm', r: 30, x: 0, y: 0 }],
  ['b', { node: 'b', role: 'atm', r: 30, x: 400, y: 0 }],
])
const at = (now: number, message = rpc(), max = 12) =>
  flightsAt([{ rpc: message, shownAt: 100, lasts: FLIGHT }], { places, now, max, group: null })

test('where a message is depends on the time alone', () => {
  const [early, late] = [200, 500].map((now) => at(now).shown.map((one) => placeAt(one).x)[0] ?? 0)
  expect(early).toBeLessThan(late ?? 0)
  expect(at(500)).toEqual(at(500))
})

test('nothing is drawn before it leaves or after it has arrived', () => {
  expect(at(99).shown).toHaveLength(0)
  expect(at(100 + FLIGHT).shown).toHaveLength(0)
})

test('a lost message never reaches the receiver', () => {
  const { shown } = at(100 + FLIGHT - 1, rpc({ dropped: 'cut', receivedAt: null }))
  expect(shown[0]?.progress).toBeLessThan(0.5)
})

test('when there are too many, votes stay and the rest is counted', () => {
  const many = [rpc(), rpc({ type: 'appResp' }), rpc({ type: 'vote' })].map((one) => ({
    rpc: one,
    shownAt: 0,
    lasts: FLIGHT,
  }))
  const { shown, left } = flightsAt(many, { places, now: 10, max: 1, group: null })
  expect(shown.map((one) => one.rpc.type)).toEqual(['vote'])
  expect(left).toBe(2)
})

test('the appends of the group in focus go before those of other groups', () => {
  const many = ['atm', 'orders/0', 'orders/1'].map((group) => ({
    rpc: rpc({ group }),
    shownAt: 0,
    lasts: FLIGHT,
  }))
  const { shown } = flightsAt(many, { places, now: 10, max: 1, group: 'orders/0' })
  expect(shown.map((one) => one.rpc.group)).toEqual(['orders/0'])
})
