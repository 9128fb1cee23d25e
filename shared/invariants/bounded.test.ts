import { expect, it } from 'vitest'
import { appends, brokenBy, cellsFrom, commits, facts, leads } from './stream.fixture.ts'
import { Recent } from './recent.ts'
import { WINDOW } from './logs.ts'

it('a window forgets the oldest and keeps the newest', () => {
  const recent = new Recent<number, string>(3)
  for (const key of [1, 2, 3, 4]) recent.set(key, `${key}`)
  expect([...recent.entries()].map(([key]) => key)).toEqual([2, 3, 4])
})

it('an entry set again counts as new, one that is only looked up does not', () => {
  const recent = new Recent<number, string>(2)
  recent.set(1, 'a')
  recent.set(2, 'b')
  recent.set(1, 'c')
  recent.set(3, 'd')
  expect([recent.get(1), recent.get(2)]).toEqual(['c', undefined])
  expect(recent.settle(1, 'e')).toBe('c')
})

it('a leader behind more entries than are remembered is not accused of lacking the forgotten ones', () => {
  const long = Array.from({ length: 2 * WINDOW }, (_, at) => at + 1).map((index) =>
    appends('atm-1', 2, cellsFrom(index, 2)),
  )
  const both = [facts('atm-1', { term: 2 }), facts('atm-2', { term: 2, last: 2 * WINDOW })]
  const all = commits('atm-1', 2, 1, 2 * WINDOW)
  expect(brokenBy(...both, ...long, all, ...leads('atm-2', 3))).toEqual([])
})
