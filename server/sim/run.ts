// One run of one seed: safety with faults for so many events, then repair and liveness. A run ends at the
// first violation; its last event is the one that broke something.

import { Crowd } from './clients/crowd.ts'
import { drawOptions } from './swarm.ts'
import type { SimOptions } from './options.ts'
import { settle } from './liveness.ts'
import type { Marks } from './marks.ts'
import { Nemesis } from './faults/nemesis.ts'
import type { Happened } from './timeline.ts'
import { asViolation } from './violation.ts'
import type { Violation } from './violation.ts'
import { World } from './world.ts'

export interface RunRequest {
  /** Events of the safety phase. */
  readonly steps: number
  readonly options?: SimOptions
  /** Told after each event, with the hash of the run so far. */
  readonly onEvent?: (happened: Happened, hash: number) => void
}

export interface RunResult {
  readonly seed: number
  readonly hash: number
  readonly events: number
  /** Null: nothing was wrong. */
  readonly violation: Violation | null
  readonly marks: Marks
}

export function runSeed(seed: number, request: RunRequest): RunResult {
  const world = new World(seed, request.options ?? drawOptions(seed))
  let violation: Violation | null = null
  try {
    perform(world, request)
  } catch (error) {
    violation = asViolation(error)
  }
  const { hash, count } = world.timeline
  return { seed, hash, events: count, violation, marks: world.marks }
}

function perform(world: World, { steps, onEvent }: RunRequest): void {
  const step = (): void => {
    const happened = world.timeline.step()
    if (happened !== null) onEvent?.(happened, world.timeline.hash)
  }
  world.startAll()
  const crowd = new Crowd(world)
  const nemesis = new Nemesis(world)
  const operator = new Nemesis(world, 'operator', world.options.operator)
  while (world.timeline.count < steps) step()
  nemesis.stop()
  operator.stop()
  crowd.finish()
  settle(world, step, () => crowd.wants())
  crowd.checkLogs()
}
