// `npm run test:raft` and its like: one share of the tests, alone. Its time is shown beside what it may take on two
// quiet cores; a busy machine is no failure, but a slow suite is one that nobody runs. Words behind `--` go to vitest.

import { setUpOrExit } from './setup.mjs'
import { ROOT } from './setup/paths.mjs'
import { run } from './setup/run.mjs'

const EXIT_WRONG_USAGE = 2

const SUITES = {
  /** The core and everything else that is pure. */
  raft: { projects: ['unit'], folders: ['server/raft', 'server/search', 'server/checker'], seconds: 45 },
  storage: { projects: ['unit'], folders: ['server/storage'], seconds: 40 },
  /** With real TCP between two ends in one process. */
  host: { projects: ['unit', 'live'], folders: ['server/host', 'server/transport'], seconds: 30 },
  sim: { projects: ['sim'], folders: [], seconds: 90 },
  /** The short list: a few faults against a cluster of real processes. */
  live: { projects: ['live'], folders: ['server/chaos'], seconds: 120 },
}

async function main([name = '', ...words]) {
  const suite = SUITES[name]
  if (suite === undefined) {
    console.error(
      `Usage: npm run test:<suite> -- [words for vitest]; there are ${Object.keys(SUITES).join(', ')}`,
    )
    return EXIT_WRONG_USAGE
  }
  await setUpOrExit({ build: false })
  const began = performance.now()
  const projects = suite.projects.flatMap((project) => ['--project', project])
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...projects, ...suite.folders, ...words]
  const { code } = await run(process.execPath, args, { cwd: ROOT, stdio: 'inherit' })
  const seconds = Math.round((performance.now() - began) / 1_000)
  console.log(`test:${name} took ${seconds} s; on two quiet cores at most ${suite.seconds} s`)
  return code
}

process.exitCode = await main(process.argv.slice(2))
