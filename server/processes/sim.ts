// `npm run sim`: seeds of whole clusters in virtual time. Ends with a table, and with code 1 if anything was
// wrong; a failure is made as short as it gets, and written down with the command that replays it and its tape.

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { MARKS } from '../sim/marks.ts'
import { kindsOf, reduce, replayCommand } from '../sim/reduction.ts'
import type { Reduction } from '../sim/reduction.ts'
import { runSeed } from '../sim/run.ts'
import { shrink } from '../sim/shrink.ts'
import { drawOptions } from '../sim/swarm.ts'
import { Sweep, describeEvent, describeFailure, seedsFrom } from '../sim/sweep.ts'
import { Tape } from '../sim/tape.ts'
import type { Happened } from '../sim/timeline.ts'

const USAGE = `Usage: npm run sim -- [options]
  --seeds N       so many seeds, each run twice (default 200)
  --first N       the first seed (default: drawn from the clock)
  --minutes N     new seeds for so long, instead of --seeds
  --steps N       events before the repair (default 20000)
  --seed N        one seed only: its options, its last events and what went wrong
  --tape FILE     of one seed: its trace, to be played by the dashboard
  --shrink        of one seed that fails: the shortest run that still does
Left out of a run, to make it shorter:
  --without A,B   kinds of trouble, such as crash,loss,remove
  --no-faults N,M and --no-moves N,M   single strikes, by their numbers
  --nodes N, --groups N, --clients N   at most so many
Example: npm run sim -- --seed 3053 --steps 12400 --tape run.ndjson`

const DEFAULT_SEEDS = 200
const DEFAULT_STEPS = 20_000
/** Events shown of a single run. */
const LAST_EVENTS = 20
const MINUTE_MS = 60_000
const EXIT_WRONG_USAGE = 2
/** What one core should do; below it a sweep is slow, not wrong. */
const TARGET_PER_SECOND = 50_000

export function main(argv: readonly string[]): number {
  const given = readArguments(argv)
  if (given === null) return EXIT_WRONG_USAGE
  const { seed, tape, shrinks, steps, reduction } = given
  if (seed !== null) return replay({ seed, steps, reduction }, tape, shrinks)
  const seeds =
    given.minutes === null
      ? seedsFrom(given.first, given.seeds)
      : seedsUntil(given.first, performance.now() + given.minutes * MINUTE_MS)
  return sweep(seeds, steps, reduction)
}

const text = { type: 'string' } as const
const OPTIONS = {
  seeds: text,
  first: text,
  minutes: text,
  steps: text,
  seed: text,
  tape: text,
  shrink: { type: 'boolean' },
  without: text,
  'no-faults': text,
  'no-moves': text,
  nodes: text,
  groups: text,
  clients: text,
} as const
type Name = Exclude<keyof typeof OPTIONS, 'shrink'>

interface Arguments {
  readonly seeds: number
  readonly first: number
  readonly minutes: number | null
  readonly steps: number
  readonly seed: number | null
  readonly tape: string | null
  readonly shrinks: boolean
  readonly reduction: Reduction
}

function readArguments(argv: readonly string[]): Arguments | null {
  try {
    const { values } = parseArgs({ args: [...argv], options: OPTIONS })
    const numbers = (name: Name): number[] =>
      (values[name]?.split(',') ?? []).map((word) => whole(word, name))
    const number = (name: Name): number | null => numbers(name)[0] ?? null
    const limits = { nodes: number('nodes'), groups: number('groups'), clients: number('clients') }
    const without = kindsOf(values.without?.split(',') ?? [])
    return {
      seeds: number('seeds') ?? DEFAULT_SEEDS,
      first: number('first') ?? (Date.now() % 1_000_000) * 1_000,
      minutes: number('minutes'),
      steps: number('steps') ?? DEFAULT_STEPS,
      seed: number('seed'),
      tape: values.tape ?? null,
      shrinks: values.shrink === true,
      reduction: { without, faults: numbers('no-faults'), moves: numbers('no-moves'), ...limits },
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    console.error(USAGE)
    return null
  }
}

function whole(word: string, name: Name): number {
  if (!/^\d+$/.test(word)) throw new Error(`--${name} must be a whole number, not ${word}`)
  return Number(word)
}

function* seedsUntil(first: number, end: number): Generator<number> {
  for (let seed = first; performance.now() < end; seed += 1) yield seed
}

function sweep(seeds: Iterable<number>, steps: number, reduction: Reduction): number {
  const all = new Sweep(steps, reduction)
  const began = performance.now()
  for (const seed of seeds) {
    const before = all.failures.length
    all.add(seed)
    const failure = all.failures[before]
    if (failure === undefined) continue
    console.log(describeFailure(failure))
    if (failure.isViolation) tellShortest(seed, steps, reduction)
  }
  printTable(all, (performance.now() - began) / 1_000)
  return all.failures.length === 0 ? 0 : 1
}

/** The shortest run that fails in the same way, and its tape. */
function tellShortest(seed: number, steps: number, reduction: Reduction): void {
  const shortest = shrink(seed, steps, undefined, reduction)
  const file = `sim-${seed}.ndjson`
  console.log(`  shortest of ${shortest.tries} runs: ${shortest.result.violation?.message ?? ''}`)
  console.log(`  replay: ${replayCommand(seed, shortest.steps, shortest.reduction)}`)
  writeTape(seed, shortest.steps, shortest.reduction, file)
  console.log(`  tape: ${file}`)
}

function writeTape(seed: number, steps: number, reduction: Reduction, file: string): void {
  const tapes: Tape[] = []
  runSeed(seed, {
    steps,
    reduction,
    recorder(world) {
      const tape = new Tape(world)
      tapes.push(tape)
      return tape
    },
  })
  writeFileSync(file, tapes.map((tape) => tape.text(`sim-${seed}`)).join(''))
}

function printTable({ runs, events, failures, marks }: Sweep, seconds: number): void {
  const row = (name: string, value: string | number): void => console.log(`${name.padEnd(42)} ${value}`)
  row('runs (each seed twice)', runs)
  row('events', events)
  row(`events per second (target ${TARGET_PER_SECOND})`, Math.round(events / seconds))
  row('failures', failures.length)
  for (const mark of MARKS) row(`mark: ${mark}`, marks.counts.get(mark) ?? 'never')
}

interface One {
  readonly seed: number
  readonly steps: number
  readonly reduction: Reduction
}

function replay({ seed, steps, reduction }: One, tape: string | null, shrinks: boolean): number {
  const last: Happened[] = []
  const result = runSeed(seed, {
    steps,
    reduction,
    onEvent: (happened) => {
      last.push(happened)
      if (last.length > LAST_EVENTS) last.shift()
    },
  })
  console.log(JSON.stringify(reduce(drawOptions(seed), reduction), null, 2))
  for (const happened of last) console.log(`${happened.number} ${describeEvent(happened)}`)
  console.log(`seed ${seed}: ${result.events} events, trace ${result.hash.toString(16)}`)
  console.log(result.violation === null ? 'nothing is wrong' : (result.violation.stack ?? ''))
  if (tape !== null) writeTape(seed, steps, reduction, tape)
  if (shrinks && result.violation !== null) tellShortest(seed, steps, reduction)
  return result.violation === null ? 0 : 1
}
