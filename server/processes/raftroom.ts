// The `raftroom` command as a process.

import { readVersion } from './version.ts'
import { runCli } from '../cli/run-cli.ts'

export async function main(argv: readonly string[]): Promise<void> {
  const code = await runCli(argv, {
    env: process.env,
    input: process.stdin,
    terminal: process.stdout,
    output: {
      line: (text) => void process.stdout.write(`${text}\n`),
      note: (text) => void process.stderr.write(`${text}\n`),
    },
    // Only a start and an ATM need the server and its packages.
    start: async (words) => (await import('./control.ts')).main(words),
    atmHere: async (asked, streams) => (await import('./atm-here.ts')).main(asked, streams),
    sim: async (words) => (await import('./sim.ts')).main(words),
    version: readVersion(),
  })
  if (argv[0] !== 'start') process.exitCode = code
}
