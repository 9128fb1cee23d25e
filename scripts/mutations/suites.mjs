// The suites that may catch a mutation, cheapest first. Each ends at its first failure. What its end says is
// judged elsewhere.

import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { judgeSeeds, judgeTests } from './verdict.mjs'

/** Seeds and events of the simulator's budget for one mutation. */
const SEEDS = 500
const STEPS = 5_000
/** Far above what any suite takes, on a busy machine too: minutes, in milliseconds. */
const MAX_SUITE_MS = 15 * 60_000

const unit =
  (...folders) =>
  (dir) =>
    vitest(dir, 'unit', folders)

/** The core, the disk, the host with its wire, the kit of clients, the simulator. */
export const SUITES = {
  C: unit('server/raft'),
  D: unit('server/storage'),
  H: unit('server/host', 'server/transport'),
  K: unit('shared/sdk'),
  S: simulate,
}

/** Stories first: they are few and take little. */
async function simulate(dir) {
  const written = await vitest(dir, 'sim', ['server/sim/scenarios', 'server/sim/labs'])
  return written.kind === 'missed' ? seeds(dir) : written
}

async function vitest(dir, project, folders) {
  const report = join(dir, 'report.json')
  rmSync(report, { force: true })
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--bail=1', '--project', project]
  const reporters = ['--reporter=json', `--outputFile=${report}`]
  return judgeTests(await run(dir, [...args, ...reporters, ...folders]), readReport(report))
}

/** Null: the runner ended before it wrote one. */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

async function seeds(dir) {
  const bundle = ['node_modules/rolldown/bin/cli.mjs', 'scripts/mutations/seeds.ts', '--platform', 'node']
  const built = await run(dir, [...bundle, '--format', 'esm', '--dir', 'dist'])
  if (built.code !== 0) return { kind: 'invalid', by: 'it cannot be built' }
  return judgeSeeds(await run(dir, ['dist/seeds.js', String(SEEDS), String(STEPS)]))
}

/** Nothing here outlives its time or this process. */
function run(cwd, args) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1' }
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let late = false
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk) => (output = (output + chunk).slice(-100_000)))
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, MAX_SUITE_MS)
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, late, output })
    })
  })
}
