// The part of the 200 seeds that one test file runs, so that the files share the cores.

import { expect } from 'vitest'
import { runSeed } from './run.ts'
import { describeFailure, seedsFrom, Sweep } from './sweep.ts'
import type { SweepResult } from './sweep.ts'

/** Long enough for several elections and crashes of a small cluster; the repair comes on top. */
export const STEPS = 5_000
/** What a core should do; below it the suite is slow, not wrong. */
const TARGET_PER_SECOND = 50_000

export function sweepAll(seeds: readonly number[], clock: () => number): SweepResult {
  const sweep = new Sweep(STEPS)
  const began = clock()
  for (const seed of seeds) sweep.add(seed)
  const seconds = (clock() - began) / 1_000
  const rate = Math.round(sweep.events / seconds)
  process.stderr.write(
    `sim: ${sweep.runs} runs, ${sweep.events} events, ${rate} a second (target ${TARGET_PER_SECOND})\n`,
  )
  return sweep.result
}

/** Seeds that may come on top, run once, for marks so rare that a hundred seeds may just miss them. */
const MORE_SEEDS = 200

/** What no seed reached: the simulator is weaker than we think. */
export function unreachedMarks({ marks }: SweepResult, moreFrom: number): readonly string[] {
  for (const seed of seedsFrom(moreFrom, MORE_SEEDS)) {
    if (marks.missing.length === 0) break
    marks.add(runSeed(seed, { steps: STEPS }).marks)
  }
  return marks.missing
}

export function expectSound(result: SweepResult): void {
  expect(result.failures.map(describeFailure).join('\n')).toBe('')
}
