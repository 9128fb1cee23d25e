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
  --json          the result as one JSON line on standard output, the rest on standard error
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
  if (argv.includes('--help')) {
    console.log(USAGE)
    return 0
  }
  const given = readArguments(argv)
  if (given === null) return EXIT_WRONG_USAGE
  const { seed, steps, reduction } = given
  if (seed !== null) return replay({ seed, steps, reduction }, given)
  const seeds =
    given.minutes === null
      ? seedsFrom(given.first, given.seeds)
      : seedsUntil(given.first, performance.now() + given.minutes * MINUTE_MS)
  return sweep(seeds, given)
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
  json: { type: 'boolean' },
  without: text,
  'no-faults': text,
  'no-moves': text,
  nodes: text,
  groups: text,
  clients: text,
} as const
type Name = Exclude<keyof typeof OPTIONS, 'shrink' | 'json'>

interface Arguments {
  readonly seeds: number
  readonly first: number
  readonly minutes: number | null
  readonly steps: number
  readonly seed: number | null
  readonly tape: string | null
  readonly shrinks: boolean
  readonly json: boolean
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
      json: values.json === true,
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

/** What is said beside the result, which has standard output for itself when a program reads it. */
const beside = (json: boolean): ((text: string) => void) => (json ? console.error : console.log)

function sweep(seeds: Iterable<number>, { steps, reduction, json }: Arguments): number {
  const say = beside(json)
  const all = new Sweep(steps, reduction)
  const began = performance.now()
  for (const seed of seeds) {
    const before = all.failures.length
    all.add(seed)
    const failure = all.failures[before]
    if (failure === undefined) continue
    say(describeFailure(failure))
    if (failure.isViolation) tellShortest({ seed, steps, reduction }, say)
  }
  const seconds = (performance.now() - began) / 1_000
  if (json) console.log(JSON.stringify(asJson(all, seconds)))
  else printTable(all, seconds)
  return all.failures.length === 0 ? 0 : 1
}

/** The shortest run that fails in the same way, and its tape. */
function tellShortest({ seed, steps, reduction }: One, say: (text: string) => void): void {
  const shortest = shrink(seed, steps, undefined, reduction)
  const file = `sim-${seed}.ndjson`
  say(`  shortest of ${shortest.tries} runs: ${shortest.result.violation?.message ?? ''}`)
  say(`  replay: ${replayCommand(seed, shortest.steps, shortest.reduction)}`)
  writeTape(seed, shortest.steps, shortest.reduction, file)
  say(`  tape: ${howToOpen(file)}`)
}

const howToOpen = (file: string): string =>
  `${file}; to play it: npm start, then "Open a recording" on the dashboard, or drop the file on the page`

function writeTape(seed: number, steps: number, reduction: Reduction, file: string): void {
  const tapes: Tape[] = []
  const { violation } = runSeed(seed, {
    steps,
    reduction,
    recorder(world) {
      const tape = new Tape(world)
      tapes.push(tape)
      return tape
    },
  })
  writeFileSync(file, tapes.map((tape) => tape.text(`sim-${seed}`, violation)).join(''))
}

const asJson = ({ runs, events, failures, marks }: Sweep, seconds: number): object => ({
  runs,
  events,
  eventsPerSecond: Math.round(events / seconds),
  failures,
  marks: Object.fromEntries(MARKS.map((mark) => [mark, marks.counts.get(mark) ?? 0])),
})

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

function replay(one: One, { tape, shrinks, json }: Arguments): number {
  const { seed, steps, reduction } = one
  const say = beside(json)
  const last: Happened[] = []
  const result = runSeed(seed, {
    steps,
    reduction,
    onEvent: (happened) => {
      last.push(happened)
      if (last.length > LAST_EVENTS) last.shift()
    },
  })
  const options = reduce(drawOptions(seed), reduction)
  const [events, trace, wrong] = [result.events, result.hash.toString(16), result.violation]
  say(JSON.stringify(options, null, 2))
  for (const happened of last) say(`${happened.number} ${describeEvent(happened)}`)
  say(`seed ${seed}: ${events} events, trace ${trace}`)
  say(wrong === null ? 'nothing is wrong' : (wrong.stack ?? ''))
  if (json) console.log(JSON.stringify({ seed, events, trace, violation: wrong?.message ?? null, options }))
  if (tape !== null) {
    writeTape(seed, steps, reduction, tape)
    say(`tape: ${howToOpen(tape)}`)
  }
  if (shrinks && wrong !== null) tellShortest(one, say)
  return wrong === null ? 0 : 1
}
