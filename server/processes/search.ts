// `npm run search`: every order of everything within bounds, from several starts. Ends with a table, and with
// code 1 if a claim of figure 3 of the paper fails; then the moves that lead there are printed, the fewest there are.
// With --disk it looks at the files of one node instead.

import { parseArgs } from 'node:util'
import { LONG, QUICK } from '../search/bounds.ts'
import type { NamedBounds } from '../search/bounds.ts'
import { search } from '../search/search.ts'
import type { Found } from '../search/search.ts'
import { DISK_HISTORIES, searchDisk } from './search-disk.ts'

const USAGE = `Usage: npm run search -- [options]
  --states N   states from each start (default 3000000; about 200000 a second)
  --quick      the smaller bounds only
  --disk       instead: crash histories of a node's files, and every bit of closed files turned over
  --histories N  of them, for each size of a sector (default ${DISK_HISTORIES})
Example: npm run search -- --quick --states 20000`

/** The whole takes some ten minutes, and half a gigabyte. */
const DEFAULT_STATES = 3_000_000
const EXIT_WRONG_USAGE = 2

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    console.log(USAGE)
    return 0
  }
  const chosen = readArguments()
  if (chosen === null) return EXIT_WRONG_USAGE
  const { bounds, states, histories } = chosen
  if (histories !== null) return searchDisk(histories)
  console.log(`${'bounds'.padEnd(44)}   states      moves  depth   seconds`)
  const found = bounds.map((one) => searchOne(one, states))
  return found.every((one) => one === null) ? 0 : 1
}

interface Chosen {
  readonly bounds: readonly NamedBounds[]
  readonly states: number
  /** Null: the search through orders of events. */
  readonly histories: number | null
}

const OPTIONS = {
  states: { type: 'string' },
  quick: { type: 'boolean' },
  disk: { type: 'boolean' },
  histories: { type: 'string' },
} as const

function readArguments(): Chosen | null {
  try {
    const { states, quick = false, disk = false, histories } = parseArgs({ options: OPTIONS }).values
    if (!disk && histories !== undefined) throw new Error('--histories goes with --disk')
    const played = above0('--histories', histories, DISK_HISTORIES)
    return {
      bounds: quick ? QUICK : [...QUICK, ...LONG],
      states: above0('--states', states, DEFAULT_STATES),
      histories: disk ? played : null,
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    console.error(USAGE)
    return null
  }
}

function above0(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new Error(`${option} must be a whole number above 0, not ${text}`)
}

function searchOne(bounds: NamedBounds, maxStates: number): Found | null {
  const began = performance.now()
  const { states, moves, depth, complete, found } = search(bounds, maxStates)
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  const numbers = [states, moves].map((count) => String(count).padStart(10)).join(' ')
  const end = complete ? 'all of it' : found === null ? `stopped at ${states} states` : ''
  console.log(
    `${bounds.name.padEnd(42)} ${numbers} ${String(depth).padStart(6)} ${seconds.padStart(9)}  ${end}`,
  )
  if (found !== null) console.log([`VIOLATION: ${found.why}`, ...found.moves].join('\n  '))
  return found
}

process.exitCode = await main()
