import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acknowledge, becomeProbe, isFull, newProgress, noteSent, refuse } from './progress.ts'
import type { Progress } from './progress.ts'

const LIMITS = { maxInflight: 3, maxInflightBytes: 250 }

function replicating(match: number): Progress {
  const progress = newProgress(1, match + 1, 0)
  acknowledge(progress, match, 0)
  return progress
}

describe('a probe', () => {
  it('sends one append and waits', () => {
    const progress = newProgress(1, 9, 0)
    noteSent(progress, 12, 100)
    expect(progress).toMatchObject({ paused: true, next: 9, inflight: [] })
  })

  it('goes back to where the follower may agree, never to match or below (B25)', () => {
    const progress = newProgress(1, 9, 0)
    noteSent(progress, 12, 100)
    expect(refuse(progress, 8, 4)).toBe(true)
    expect(progress).toMatchObject({ next: 4, paused: false })
    noteSent(progress, 12, 100)
    expect(refuse(progress, 3, 0)).toBe(true)
    expect(progress.next).toBe(1)
  })

  it('ignores a refusal that is not about its newest append (B25)', () => {
    const progress = newProgress(1, 9, 0)
    noteSent(progress, 12, 100)
    refuse(progress, 8, 4)
    noteSent(progress, 12, 100)
    expect(refuse(progress, 8, 2)).toBe(false)
    expect(progress).toMatchObject({ next: 4, paused: true })
  })

  it('becomes a pipeline with its first answer', () => {
    const progress = newProgress(1, 9, 0)
    noteSent(progress, 12, 100)
    expect(acknowledge(progress, 12, 0)).toBe(true)
    expect(progress).toMatchObject({ state: 'replicate', match: 12, next: 13 })
  })
})

describe('a pipeline', () => {
  it('is full at the count of appends, or at their bytes', () => {
    const byCount = replicating(0)
    for (const last of [1, 2, 3]) noteSent(byCount, last, 1)
    expect(isFull(byCount, LIMITS)).toBe(true)
    const byBytes = replicating(0)
    noteSent(byBytes, 1, 200)
    expect(isFull(byBytes, LIMITS)).toBe(false)
    noteSent(byBytes, 2, 50)
    expect(isFull(byBytes, LIMITS)).toBe(true)
    acknowledge(byBytes, 1, 0)
    expect(isFull(byBytes, LIMITS)).toBe(false)
  })

  it('returns to a probe behind match when something above match is refused (B25)', () => {
    const progress = replicating(5)
    noteSent(progress, 9, 10)
    expect(refuse(progress, 9, 3)).toBe(true)
    expect(progress).toMatchObject({ state: 'probe', match: 5, next: 6, inflight: [] })
  })

  it('ignores refusals at or below match, and old or doubled answers (B25)', () => {
    const progress = replicating(5)
    noteSent(progress, 9, 10)
    const before = structuredClone(progress)
    expect(refuse(progress, 5, 1)).toBe(false)
    expect(acknowledge(progress, 4, 0)).toBe(false)
    expect(acknowledge(progress, 5, 0)).toBe(false)
    expect(progress).toEqual(before)
  })
})

describe('any order of answers', () => {
  const event = fc.tuple(fc.constantFrom('ack', 'refuse', 'send', 'probe'), fc.nat(20), fc.nat(20))

  it('never moves match down or next to match or below, and keeps the limits (B25, B26)', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const progress = newProgress(1, 11, 0)
        let match = 0
        for (const [what, one, other] of events) {
          if (what === 'ack') acknowledge(progress, one, 0)
          else if (what === 'refuse') refuse(progress, one, other)
          else if (what === 'probe') becomeProbe(progress)
          else if (!isFull(progress, LIMITS)) noteSent(progress, progress.next + (one % 3), other * 10)
          expect(progress.match).toBeGreaterThanOrEqual(match)
          expect(progress.next).toBeGreaterThan(progress.match)
          expect(progress.inflight.length).toBeLessThanOrEqual(LIMITS.maxInflight)
          expect(progress.inflightBytes).toBe(progress.inflight.reduce((sum, { bytes }) => sum + bytes, 0))
          match = progress.match
        }
      }),
    )
  })
})
