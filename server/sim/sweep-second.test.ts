import { expect, it } from 'vitest'
import { seedsFrom } from './sweep.ts'
import { expectSound, sweepAll, unreachedMarks } from './sweep.fixture.ts'

it('seeds 101 to 200: every invariant after every event, twice the same trace, and every mark', () => {
  const result = sweepAll(seedsFrom(101, 100), () => performance.now())
  expectSound(result)
  expect(result.runs).toBe(200)
  expect(unreachedMarks(result, 2001)).toEqual([])
})
