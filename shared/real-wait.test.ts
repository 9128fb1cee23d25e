import { describe, expect, it } from 'vitest'
import { LONGEST_WAIT_MS, realWait } from './real-wait.ts'

describe('the real wait for cluster time', () => {
  it('is longer the slower the clock goes, in whole milliseconds', () => {
    expect([1, 0.5, 0.3].map((rate) => realWait(100, rate))).toEqual([100, 200, 334])
  })

  it('is never longer than a timer can count, or the timer would fire at once', () => {
    for (const rate of [1e-6, 1e-9, Number.MIN_VALUE]) {
      expect(realWait(3_000, rate)).toBe(LONGEST_WAIT_MS)
      expect(realWait(3_000, rate) | 0).toBe(realWait(3_000, rate))
    }
  })

  it('is none for what is over', () => {
    expect(realWait(-5, 0.1)).toBe(0)
  })
})
