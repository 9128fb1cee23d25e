import { describe, expect, it } from 'vitest'
import { runSchedule } from './testing/schedule.ts'

const SEEDS = 40
const EVENTS = 1_500
/** A second when nothing else runs; the machine may be busy. */
const PATIENCE_MS = 30_000

describe(
  'under loss, copies, reordering, late disks, crashes, snapshots, transfers and changes of members',
  { timeout: PATIENCE_MS },
  () => {
    it.each([1, 2, 3, 5])(
      '%i replicas keep election safety, one history and equal logs, and recover',
      (size) => {
        let leaders = 0
        let applied = 0
        let installed = 0
        let changes = 0
        for (let seed = 1; seed <= SEEDS; seed += 1) {
          const summary = run(seed, size)
          leaders += summary.leaders
          applied += summary.applied
          installed += summary.installed
          changes += summary.changes
        }
        // The runs must have done something, or they prove nothing.
        expect(leaders).toBeGreaterThan(SEEDS)
        expect(applied).toBeGreaterThan(10 * SEEDS)
        expect(installed).toBeGreaterThan(SEEDS / 10)
        expect(changes).toBeGreaterThan(SEEDS / 10)
      },
    )
  },
)

function run(seed: number, size: number): ReturnType<typeof runSchedule> {
  try {
    return runSchedule(seed, size, EVENTS)
  } catch (error) {
    throw new Error(`runSchedule(${seed}, ${size}, ${EVENTS}) failed`, { cause: error })
  }
}
