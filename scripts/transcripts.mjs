// `npm run transcripts`: plays every transcript of the core and compares it with what is written. With
// `--rewrite` it writes what it sees; then read the difference line by line before you believe it.

import { parseArgs } from 'node:util'
import { setUpOrExit } from './setup.mjs'
import { ROOT } from './setup/paths.mjs'
import { run } from './setup/run.mjs'

const USAGE = `Usage: npm run transcripts -- [--rewrite]`
const EXIT_WRONG_USAGE = 2

async function main() {
  if (process.argv.includes('--help')) {
    console.log(USAGE)
    return 0
  }
  let rewrite = false
  try {
    rewrite = parseArgs({ options: { rewrite: { type: 'boolean', default: false } } }).values.rewrite
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`)
    return EXIT_WRONG_USAGE
  }
  await setUpOrExit({ build: false })
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', 'server/raft/transcripts']
  const env = { ...process.env, ...(rewrite ? { RAFTROOM_REWRITE: '1' } : {}) }
  const { code, output } = await run(process.execPath, args, { cwd: ROOT, env })
  console.log(output)
  return code
}

process.exitCode = await main()
