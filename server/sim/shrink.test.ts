import { describe, expect, it } from 'vitest'
import { Marks } from './marks.ts'
import { replayCommand, WHOLE } from './reduction.ts'
import { shrink } from './shrink.ts'
import type { Attempt } from './shrink.ts'
import type { RunResult } from './run.ts'
import { runSeed } from './run.ts'
import { firstDifference, Sweep } from './sweep.ts'
import { Violation } from './violation.ts'

const FAULTS = 20

/** Fails at event 700 if strikes 7 and 13 happen, crashes do, and at least three nodes are there. */
function madeUp({ seed, reduction }: Attempt): RunResult {
  const { without, faults, nodes } = reduction
  const fails = !faults.includes(7) && !faults.includes(13) && !without.includes('crash') && (nodes ?? 5) >= 3
  return {
    seed,
    hash: 0,
    events: fails ? 700 : 3_000,
    violation: fails ? new Violation('MadeUp', 'it broke') : null,
    marks: new Marks(),
    strikes: { faults: FAULTS, moves: 3 },
    size: { nodes: nodes ?? 5, groups: reduction.groups ?? 2, clients: reduction.clients ?? 4 },
  }
}

describe('making a failing run shorter', () => {
  it('keeps what the failure needs and nothing else', () => {
    const { steps, reduction } = shrink(9, 2_000, madeUp)
    expect(steps).toBe(700)
    expect(reduction).toMatchObject({ nodes: 3, groups: 1, clients: 0, moves: [1, 2, 3] })
    expect(reduction.without).not.toContain('crash')
    expect(reduction.without).toContain('loss')
    const kept = Array.from({ length: FAULTS }, (_, at) => at + 1).filter(
      (number) => !reduction.faults.includes(number),
    )
    expect(kept).toEqual([7, 13])
  })

  it('a run that fails otherwise is not the same failure', () => {
    const { reduction } = shrink(9, 2_000, (attempt) => {
      const result = madeUp(attempt)
      const isOther = attempt.reduction.without.includes('loss')
      return isOther && result.violation !== null
        ? { ...result, violation: new Violation('Another', '') }
        : result
    })
    expect(reduction.without).not.toContain('loss')
  })

  it('the command line says all of it', () => {
    const { seed, steps, reduction } = shrink(9, 2_000, madeUp)
    expect(replayCommand(seed, steps, { ...reduction, without: ['loss'], faults: [1, 2] })).toBe(
      'npm run sim -- --seed 9 --steps 700 --without loss --no-faults 1,2 --no-moves 1,2,3 --nodes 3 --groups 1 --clients 0',
    )
  })

  it('leaving a strike out shifts none before it: the run is the same until that one falls', () => {
    const record = (omit: readonly number[]): readonly string[] => {
      const lines: string[] = []
      runSeed(6, {
        steps: 1_500,
        reduction: { ...WHOLE, faults: omit },
        onEvent: (_, hash) => lines.push(String(hash)),
      })
      return lines
    }
    const whole = record([])
    const { strikes } = runSeed(6, { steps: 1_500 })
    const numbers = Array.from({ length: strikes.faults }, (_, at) => at + 1)
    const partings = numbers.map((number) => {
      const shorter = record([number])
      return whole.findIndex((hash, at) => hash !== shorter[at])
    })
    // One that falls on what is down already changes nothing.
    const seen = partings.filter((at) => at !== -1)
    expect(seen.length).toBeGreaterThan(2)
    // Had the others been drawn anew without it, the run would part where the first of them falls.
    expect(seen.at(-1)).toBeGreaterThan(2 * (seen[0] ?? Infinity))
  })
})

describe('determinism', () => {
  it('two runs of one seed are the same; where they differ, the first event that does is told', () => {
    const sweep = new Sweep(500)
    sweep.add(4)
    expect(sweep.failures).toEqual([])
    expect(firstDifference(4, { steps: 500 })).toBe('two runs differed, but two more did not')
    let runs = 0
    const unequal = firstDifference(4, {
      steps: 500,
      get reduction() {
        runs += 1
        return { ...WHOLE, clients: runs === 1 ? 0 : null }
      },
    })
    expect(unequal).toMatch(/^two runs differ first at event \d+: /)
  })
})
