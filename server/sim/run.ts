// One run of one seed: safety with faults for so many events, then repair and liveness. A run ends at the
// first violation; its last event is the one that broke something.

import { Crowd } from './clients/crowd.ts'
import { drawOptions } from './swarm.ts'
import type { SimOptions } from './options.ts'
import { settle } from './liveness.ts'
import type { Marks } from './marks.ts'
import { Nemesis } from './faults/nemesis.ts'
import type { Happened } from './timeline.ts'
import type { Recorder } from './recorder.ts'
import { reduce, WHOLE } from './reduction.ts'
import type { Reduction } from './reduction.ts'
import { asViolation } from './violation.ts'
import type { Violation } from './violation.ts'
import { World } from './world.ts'

export interface RunRequest {
  /** Events of the safety phase. */
  readonly steps: number
  readonly options?: SimOptions
  readonly reduction?: Reduction
  /** Writes down what happens. */
  readonly recorder?: (world: World) => Recorder
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
  /** How many struck or would have: what can be left out. */
  readonly strikes: { readonly faults: number; readonly moves: number }
  readonly size: { readonly nodes: number; readonly groups: number; readonly clients: number }
}

export function runSeed(seed: number, request: RunRequest): RunResult {
  const options = reduce(request.options ?? drawOptions(seed), request.reduction ?? WHOLE)
  const world = new World(seed, options)
  world.recorder = request.recorder?.(world) ?? null
  const nemesis = new Nemesis(world)
  const operator = new Nemesis(world, 'operator', options.operator)
  let violation: Violation | null = null
  try {
    perform(world, request, [nemesis, operator])
  } catch (error) {
    violation = asViolation(error)
  }
  const { hash, count } = world.timeline
  return {
    seed,
    hash,
    events: count,
    violation,
    marks: world.marks,
    strikes: { faults: nemesis.count, moves: operator.count },
    size: { nodes: options.nodes, groups: options.groups.length, clients: options.clients.perGroup },
  }
}

function perform(world: World, { steps, onEvent }: RunRequest, troubles: readonly Nemesis[]): void {
  const step = (): void => {
    const happened = world.timeline.step()
    if (happened !== null) onEvent?.(happened, world.timeline.hash)
  }
  world.startAll()
  const crowd = new Crowd(world)
  while (world.timeline.count < steps) step()
  for (const trouble of troubles) trouble.stop()
  crowd.finish()
  settle(world, step, () => crowd.wants())
  crowd.checkLogs()
}
