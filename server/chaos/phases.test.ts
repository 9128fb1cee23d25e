import { describe, expect, it } from 'vitest'
import { createRandom } from '../../shared/random.ts'
import { NEMESIS_NAMES, strikesAlone } from './nemesis/choose.ts'
import { LONG_MINUTES, planPhases } from './phases.ts'

const plan = (kind: 'four' | 'long', seed: number) => planPhases({ kind }, NEMESIS_NAMES, createRandom(seed))

describe('a run', () => {
  it('has four nemeses, one after another, 60 to 90 s each, by the seed', () => {
    const phases = plan('four', 7)
    expect(phases).toHaveLength(4)
    expect(new Set(phases.flatMap(({ names }) => names)).size).toBe(4)
    for (const { names, ms, together } of phases) {
      expect(names).toHaveLength(1)
      expect(together).toBe(true)
      expect(ms).toBeGreaterThanOrEqual(60_000)
      expect(ms).toBeLessThanOrEqual(90_000)
    }
    expect(plan('four', 7)).toEqual(phases)
    expect(plan('four', 8)).not.toEqual(phases)
  })

  it('when long has all of them once, then pairs, and none in a pair that strikes alone', () => {
    const phases = plan('long', 7)
    const singles = phases.slice(0, NEMESIS_NAMES.length)
    expect(singles.flatMap(({ names }) => names).sort()).toEqual([...NEMESIS_NAMES].sort())
    const pairs = phases.slice(NEMESIS_NAMES.length)
    expect(pairs.length).toBeGreaterThan(10)
    for (const { names } of pairs) expect(names.filter((name) => !strikesAlone(name))).toHaveLength(2)
    expect(new Set(pairs.map(({ names }) => names.join()))).toHaveProperty('size', pairs.length)
    const minutes = phases.reduce((sum, { ms }) => sum + ms, 0) / 60_000
    expect(minutes).toBeGreaterThanOrEqual(LONG_MINUTES)
    expect(minutes).toBeLessThan(LONG_MINUTES + 2)
  })

  it('of so many minutes takes what it was given in turns, in an order by the seed', () => {
    const orders = Array.from({ length: 20 }, (_, seed) => {
      const phases = planPhases({ kind: 'minutes', minutes: 3 }, ['kill', 'cut'], createRandom(seed))
      expect(phases).toMatchObject([{ together: false, ms: 180_000 }])
      return phases.flatMap(({ names }) => names).join()
    })
    expect(new Set(orders)).toEqual(new Set(['kill,cut', 'cut,kill']))
  })
})
