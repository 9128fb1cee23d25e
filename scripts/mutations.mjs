// `npm run mutations`: puts each known bug back into a copy of the sources, one at a time, and shows which
// suite catches it. A bug that nobody catches is a hole in the tests and makes the run fail, and so does a
// mutation whose text is no longer in the code, or one that cannot be run at all.

import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { createCopy } from './mutations/copy.mjs'
import { MUTATIONS } from './mutations/list.mjs'
import { mutate } from './mutations/mutate.mjs'
import { SUITES } from './mutations/suites.mjs'
import { isHole, judgeAll } from './mutations/verdict.mjs'
import { seconds } from './setup/say.mjs'
import { setUpOrExit } from './setup.mjs'

const USAGE = `Usage: npm run mutations -- [options]
  --only B18,B19   these only
  --every          each suite that a mutation names must catch it; without it the first that does is enough
Example: npm run mutations -- --only B18,B19 --every`
const EXIT_WRONG_USAGE = 2

async function main() {
  if (process.argv.includes('--help')) {
    console.log(USAGE)
    return 0
  }
  const asked = readArguments()
  if (asked === null) return EXIT_WRONG_USAGE
  const { chosen, every } = asked
  await setUpOrExit({ build: false })
  const began = performance.now()
  const workers = Math.max(1, Math.min(availableParallelism(), chosen.length))
  if (!(await unchangedPasses(chosen))) return 1
  const waiting = [...chosen]
  const results = []
  await Promise.all(Array.from({ length: workers }, () => work(waiting, results, every)))
  return report(results, performance.now() - began)
}

function readArguments() {
  try {
    const options = { only: { type: 'string' }, every: { type: 'boolean', default: false } }
    const { only, every } = parseArgs({ options }).values
    if (only === undefined) return { chosen: MUTATIONS, every }
    const ids = only.split(',')
    const unknown = ids.find((id) => !MUTATIONS.some((one) => one.id === id))
    if (unknown !== undefined) throw new Error(`there is no mutation ${unknown}`)
    return { chosen: MUTATIONS.filter(({ id }) => ids.includes(id)), every }
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`)
    return null
  }
}

/** A suite that fails anyway would catch everything. */
async function unchangedPasses(chosen) {
  const copy = createCopy()
  try {
    for (const suite of new Set(chosen.flatMap(({ suites }) => suites))) {
      const began = performance.now()
      const { kind, by } = await SUITES[suite](copy.dir)
      const passes = kind === 'missed'
      console.log(
        `suite ${suite} without a mutation: ${passes ? 'passes' : `FAILS, ${by}`}, ${seconds(performance.now() - began)}`,
      )
      if (!passes) return false
    }
    return true
  } finally {
    copy.remove()
  }
}

async function work(waiting, results, every) {
  const copy = createCopy()
  try {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const result = await attempt(copy, next, every)
      results.push(result)
      console.log(row(result))
    }
  } finally {
    copy.remove()
  }
}

async function attempt(copy, mutation, every) {
  const began = performance.now()
  const original = copy.read(mutation.file)
  const mutated = mutate(original, mutation)
  if (!mutated.ok) return { mutation, verdict: 'STALE', by: mutated.why, ms: 0 }
  copy.write(mutation.file, mutated.text)
  try {
    const outcomes = []
    for (const suite of mutation.suites) {
      const outcome = await SUITES[suite](copy.dir)
      outcomes.push({ suite, ...outcome })
      if (outcome.kind === 'invalid' || (outcome.kind === 'caught' && !every)) break
    }
    return { mutation, ...judgeAll(outcomes, every), ms: performance.now() - began }
  } finally {
    copy.write(mutation.file, original)
  }
}

const row = ({ mutation, verdict, by, ms }) =>
  [
    mutation.id.padEnd(5),
    verdict.padEnd(7),
    seconds(ms).padStart(8),
    ' ',
    mutation.change.padEnd(64),
    by,
  ].join(' ')

function report(results, ms) {
  const order = new Map(MUTATIONS.map(({ id }, at) => [id, at]))
  const sorted = results.toSorted((a, b) => order.get(a.mutation.id) - order.get(b.mutation.id))
  const holes = sorted.filter(({ verdict }) => isHole(verdict))
  console.log(`\nid    caught     took   change and what caught it\n${sorted.map(row).join('\n')}`)
  console.log(`\n${sorted.length - holes.length} of ${sorted.length} mutations caught, ${seconds(ms)}`)
  return holes.length === 0 ? 0 : 1
}

process.exitCode = await main()
