// Many seeds, each run twice: nothing may be wrong, and both runs must be the same, event by event. A failure
// names its seed and the one command that replays it.

import { Marks } from './marks.ts'
import { runSeed } from './run.ts'
import type { RunResult } from './run.ts'
import type { Happened } from './timeline.ts'

export interface Failure {
  readonly seed: number
  readonly message: string
  readonly replay: string
}

export interface SweepResult {
  readonly runs: number
  readonly events: number
  readonly failures: readonly Failure[]
  readonly marks: Marks
}

export const replayCommand = (seed: number, steps: number): string =>
  `npm run sim -- --seed ${seed} --steps ${steps}`

export class Sweep {
  readonly marks = new Marks()
  readonly failures: Failure[] = []
  readonly #steps: number
  runs = 0
  events = 0

  constructor(steps: number) {
    this.#steps = steps
  }

  /** Both runs of a seed. */
  add(seed: number): RunResult {
    const steps = this.#steps
    const first = runSeed(seed, { steps })
    const second = runSeed(seed, { steps })
    this.runs += 2
    this.events += first.events + second.events
    this.marks.add(first.marks)
    if (first.violation !== null) this.#fail(seed, first.violation.message)
    else if (first.hash !== second.hash) this.#fail(seed, firstDifference(seed, steps))
    return first
  }

  get result(): SweepResult {
    const { runs, events, failures, marks } = this
    return { runs, events, failures, marks }
  }

  #fail(seed: number, message: string): void {
    this.failures.push({ seed, message, replay: replayCommand(seed, this.#steps) })
  }
}

export const seedsFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => first + at)

export const describeFailure = ({ seed, message, replay }: Failure): string =>
  `seed ${seed}: ${message}\n  replay: ${replay}`

/** Runs a seed twice more, this time keeping every event, and tells where the two part. */
export function firstDifference(seed: number, steps: number): string {
  const [one, other] = [record(seed, steps), record(seed, steps)]
  const at = one.findIndex((line, index) => line !== other[index])
  if (at === -1 && one.length === other.length) return 'two runs differed, but two more did not'
  return `two runs differ first at event ${at + 1}: ${one[at] ?? 'the end'} / ${other[at] ?? 'the end'}`
}

function record(seed: number, steps: number): readonly string[] {
  const lines: string[] = []
  runSeed(seed, { steps, onEvent: (happened, hash) => lines.push(`${describeEvent(happened)} (${hash})`) })
  return lines
}

export const describeEvent = ({ at, kind, subject }: Happened): string => `${at} us ${kind} ${subject}`
