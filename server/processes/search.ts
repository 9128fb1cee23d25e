// `npm run search`: every order of everything within bounds, from several starts. Ends with a table, and with
// code 1 if a claim of figure 3 of the paper fails; then the moves that lead there are printed, the fewest there are.

import { parseArgs } from 'node:util'
import { LONG, QUICK } from '../search/bounds.ts'
import type { NamedBounds } from '../search/bounds.ts'
import { search } from '../search/search.ts'
import type { Found } from '../search/search.ts'

const USAGE = `Usage: npm run search -- [options]
  --states N   states from each start (default 200000; about 6000 a second)
  --quick      the smaller bounds only
Example: npm run search -- --quick --states 20000`

const DEFAULT_STATES = 200_000
const EXIT_WRONG_USAGE = 2

function main(): number {
  const chosen = readArguments()
  if (chosen === null) return EXIT_WRONG_USAGE
  const { bounds, states } = chosen
  console.log(`${'bounds'.padEnd(36)}   states      moves  depth   seconds`)
  const found = bounds.map((one) => searchOne(one, states))
  return found.every((one) => one === null) ? 0 : 1
}

function readArguments(): { bounds: readonly NamedBounds[]; states: number } | null {
  try {
    const options = { states: { type: 'string' }, quick: { type: 'boolean' } } as const
    const { states = String(DEFAULT_STATES), quick = false } = parseArgs({ options }).values
    if (!/^[1-9]\d*$/.test(states)) throw new Error(`--states must be a whole number above 0, not ${states}`)
    return { bounds: quick ? QUICK : [...QUICK, ...LONG], states: Number(states) }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    console.error(USAGE)
    return null
  }
}

function searchOne(bounds: NamedBounds, maxStates: number): Found | null {
  const began = performance.now()
  const { states, moves, depth, complete, found } = search(bounds, maxStates)
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  const numbers = [states, moves].map((count) => String(count).padStart(10)).join(' ')
  const end = complete ? 'all of it' : ''
  console.log(
    `${bounds.name.padEnd(34)} ${numbers} ${String(depth).padStart(6)} ${seconds.padStart(9)}  ${end}`,
  )
  if (found !== null) console.log([`VIOLATION: ${found.why}`, ...found.moves].join('\n  '))
  return found
}

process.exitCode = main()
