// Many seeds, each run twice: nothing may be wrong, and both runs must be the same, event by event. A failure
// names its seed and the one command that replays it.

import { Marks } from './marks.ts'
import { replayCommand, WHOLE } from './reduction.ts'
import type { Reduction } from './reduction.ts'
import { runSeed } from './run.ts'
import type { RunRequest, RunResult } from './run.ts'
import type { Happened } from './timeline.ts'

export interface Failure {
  readonly seed: number
  /** Otherwise two runs of it differ. */
  readonly isViolation: boolean
  readonly message: string
  readonly replay: string
}

export interface SweepResult {
  readonly runs: number
  readonly events: number
  readonly failures: readonly Failure[]
  readonly marks: Marks
}

export class Sweep {
  readonly marks = new Marks()
  readonly failures: Failure[] = []
  readonly #steps: number
  runs = 0
  events = 0

  readonly #reduction: Reduction

  constructor(steps: number, reduction: Reduction = WHOLE) {
    this.#steps = steps
    this.#reduction = reduction
  }

  /** Both runs of a seed. */
  add(seed: number): RunResult {
    const request = { steps: this.#steps, reduction: this.#reduction }
    const first = runSeed(seed, request)
    const second = runSeed(seed, request)
    this.runs += 2
    this.events += first.events + second.events
    this.marks.add(first.marks)
    if (first.violation !== null) this.#fail(seed, true, first.violation.message)
    else if (first.hash !== second.hash) this.#fail(seed, false, firstDifference(seed, request))
    return first
  }

  get result(): SweepResult {
    const { runs, events, failures, marks } = this
    return { runs, events, failures, marks }
  }

  #fail(seed: number, isViolation: boolean, message: string): void {
    this.failures.push({
      seed,
      isViolation,
      message,
      replay: replayCommand(seed, this.#steps, this.#reduction),
    })
  }
}

export const seedsFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => first + at)

export const describeFailure = ({ seed, message, replay }: Failure): string =>
  `seed ${seed}: ${message}\n  replay: ${replay}`

/** Runs a seed twice more, this time keeping every event, and tells where the two part. */
export function firstDifference(seed: number, request: RunRequest): string {
  const [one, other] = [record(seed, request), record(seed, request)]
  const at = one.findIndex((line, index) => line !== other[index])
  if (at === -1 && one.length === other.length) return 'two runs differed, but two more did not'
  return `two runs differ first at event ${at + 1}: ${one[at] ?? 'the end'} / ${other[at] ?? 'the end'}`
}

function record(seed: number, request: RunRequest): readonly string[] {
  const lines: string[] = []
  const onEvent = (happened: Happened, hash: number): void =>
    void lines.push(`${describeEvent(happened)} (${hash})`)
  runSeed(seed, { ...request, onEvent })
  return lines
}

export const describeEvent = ({ at, kind, subject }: Happened): string => `${at} us ${kind} ${subject}`
