// `npm run sim`: seeds of whole clusters in virtual time. Ends with a table, and with code 1 if anything was
// wrong; every failure names its seed and the command that replays it.

import { parseArgs } from 'node:util'
import { MARKS } from '../sim/marks.ts'
import { runSeed } from '../sim/run.ts'
import type { RunResult } from '../sim/run.ts'
import { drawOptions } from '../sim/swarm.ts'
import { Sweep, describeEvent, describeFailure, seedsFrom } from '../sim/sweep.ts'
import type { Happened } from '../sim/timeline.ts'

const USAGE = `Usage: npm run sim -- [options]
  --seeds N     so many seeds, each run twice (default 200)
  --first N     the first seed (default: drawn from the clock)
  --minutes N   new seeds for so long, instead of --seeds
  --steps N     events before the repair (default 20000)
  --seed N      one seed only: its options, its last events and what went wrong
Example: npm run sim -- --seed 3053 --steps 12400`

const DEFAULT_SEEDS = 200
const DEFAULT_STEPS = 20_000
/** Events shown of a single run. */
const LAST_EVENTS = 20
const MINUTE_MS = 60_000
const EXIT_WRONG_USAGE = 2

function main(): number {
  const values = readArguments()
  if (values === null) return EXIT_WRONG_USAGE
  const steps = values.steps ?? DEFAULT_STEPS
  if (values.seed !== null) return replay(values.seed, steps)
  const first = values.first ?? (Date.now() % 1_000_000) * 1_000
  return values.minutes === null
    ? sweep(seedsFrom(first, values.seeds ?? DEFAULT_SEEDS), steps)
    : sweep(seedsUntil(first, performance.now() + values.minutes * MINUTE_MS), steps)
}

type Name = 'seeds' | 'first' | 'minutes' | 'steps' | 'seed'

function readArguments(): Readonly<Record<Name, number | null>> | null {
  const text = { type: 'string' } as const
  try {
    const options = { seeds: text, first: text, minutes: text, steps: text, seed: text }
    const { values } = parseArgs({ options })
    const number = (name: Name): number | null => {
      const given = values[name]
      if (given === undefined) return null
      if (!/^\d+$/.test(given)) throw new Error(`--${name} must be a whole number, not ${given}`)
      return Number(given)
    }
    return {
      seeds: number('seeds'),
      first: number('first'),
      minutes: number('minutes'),
      steps: number('steps'),
      seed: number('seed'),
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    console.error(USAGE)
    return null
  }
}

function* seedsUntil(first: number, end: number): Generator<number> {
  for (let seed = first; performance.now() < end; seed += 1) yield seed
}

function sweep(seeds: Iterable<number>, steps: number): number {
  const all = new Sweep(steps)
  const began = performance.now()
  for (const seed of seeds) {
    all.add(seed)
    const failure = all.failures.at(-1)
    if (failure?.seed === seed) console.log(describeFailure(failure))
  }
  printTable(all, (performance.now() - began) / 1_000)
  return all.failures.length === 0 ? 0 : 1
}

function printTable({ runs, events, failures, marks }: Sweep, seconds: number): void {
  const row = (name: string, value: string | number): void => console.log(`${name.padEnd(42)} ${value}`)
  row('runs (each seed twice)', runs)
  row('events', events)
  row('events per second', Math.round(events / seconds))
  row('failures', failures.length)
  for (const mark of MARKS) row(`mark: ${mark}`, marks.counts.get(mark) ?? 'never')
}

function replay(seed: number, steps: number): number {
  const last: Happened[] = []
  const result: RunResult = runSeed(seed, {
    steps,
    onEvent: (happened) => {
      last.push(happened)
      if (last.length > LAST_EVENTS) last.shift()
    },
  })
  console.log(JSON.stringify(drawOptions(seed), null, 2))
  for (const happened of last) console.log(`${happened.number} ${describeEvent(happened)}`)
  console.log(`seed ${seed}: ${result.events} events, trace ${result.hash.toString(16)}`)
  console.log(result.violation === null ? 'nothing is wrong' : (result.violation.stack ?? ''))
  return result.violation === null ? 0 : 1
}

process.exitCode = main()
