import { describe, expect, test } from 'vitest'
import { assert } from '../../shared/assert.ts'
import { foldAll } from '../../shared/cluster-fold.ts'
import type { ClusterView } from '../../shared/cluster-view.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { demoEvents } from '../fixtures/demo-events.ts'
import { HOSTS, ballotWords, groupRing, timerLeft, timerRests } from './group-ring.ts'

const FIVE = ['broker-1', 'broker-2', 'broker-3', 'broker-4', 'broker-5']
const LAPTOP = { width: 333, height: 430 }
const view = foldAll(EMPTY_VIEW, demoEvents())

function groupOf(name: string, of: ClusterView = view) {
  const group = of.groups[name]
  assert(group !== undefined, name)
  return group
}

describe('the ring', () => {
  test.each([1, 2, 3, 4, 5])('of %i keeps every seat and its words inside its room', (count) => {
    const { seats, r } = groupRing(LAPTOP, FIVE.slice(0, count), 'broker')
    expect(seats).toHaveLength(count)
    for (const { x, y } of seats) {
      expect(x - r).toBeGreaterThan(0)
      expect(x + r).toBeLessThan(LAPTOP.width)
      expect(y - r).toBeGreaterThan(0)
      expect(y + 2 * r).toBeLessThan(LAPTOP.height)
    }
  })

  test('begins at 12 o’clock and goes clockwise', () => {
    const [first, second, third] = groupRing(LAPTOP, FIVE.slice(0, 3), 'broker').seats
    assert(first !== undefined && second !== undefined && third !== undefined, 'three seats')
    expect(first.x).toBeCloseTo(LAPTOP.width / 2)
    expect(first.words).toBe('above')
    expect(second.x).toBeGreaterThan(third.x)
    expect(second.y).toBeCloseTo(third.y)
    expect(second.words).toBe('below')
  })

  test('leaves as much room between two seats as one takes, so that arrows are seen', () => {
    const { seats, r } = groupRing(LAPTOP, FIVE, 'broker')
    for (const [at, a] of seats.entries())
      for (const b of seats.slice(at + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(4 * r)
  })

  test('gives arrows their room where it is broad and low, as above the words of a lesson', () => {
    const { seats, r } = groupRing({ width: 690, height: 540 }, FIVE, 'broker')
    const [first, second] = seats
    assert(first !== undefined && second !== undefined, 'five seats')
    expect(Math.hypot(first.x - second.x, first.y - second.y)).toBeGreaterThan(4 * r)
  })

  test('asks no name what kind of process it is: a lesson calls its replicas n1, n2, n3', () => {
    const { seats } = groupRing(LAPTOP, ['n1', 'n2', 'n3'], HOSTS[groupOf('atm').kind])
    expect(seats.map(({ role }) => role)).toEqual(['atm', 'atm', 'atm'])
  })

  test('stays as large as a laptop needs even where there is little room', () => {
    expect(groupRing({ width: 120, height: 120 }, FIVE.slice(0, 4), 'broker').r).toBe(30)
  })
})

describe('an election timer', () => {
  const timer = { at: 1_000, elapsedMs: 100, timeoutMs: 500 }

  test('empties with cluster time, and never below nothing', () => {
    expect(timerLeft(timer, 1_000)).toBeCloseTo(0.8)
    expect(timerLeft(timer, 1_200)).toBeCloseTo(0.4)
    expect(timerLeft(timer, 9_000)).toBe(0)
  })

  test('does not run backwards when a sample is ahead of the clock', () => {
    expect(timerLeft(timer, 900)).toBeCloseTo(0.8)
  })

  test('is drawn as sampled while its replica hears a confirmed leader', () => {
    expect(timerRests(view, groupOf('atm'), 'atm-2')).toBe(true)
    expect(timerRests(view, groupOf('atm'), 'atm-1')).toBe(false)
    expect(timerRests(view, groupOf('orders/1'), 'broker-4')).toBe(false)
  })

  test('is counted on in slow motion, where samples come more often than beats', () => {
    const slow: ClusterView = { ...view, clock: { epoch: 2, rate: 0.02 } }
    expect(timerRests(slow, groupOf('atm', slow), 'atm-2')).toBe(false)
  })
})

test('a vote is told as answers and silence', () => {
  const group = groupOf('orders/1')
  const candidate = group.replicas['broker-2']
  assert(candidate !== undefined, 'broker-2 asks for votes')
  expect(ballotWords(candidate, group.voters)).toBe('1 yes, 1 no, 1 no answer')
})
