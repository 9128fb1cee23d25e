// Runs one command line and answers its exit code: 0 done, 1 could not be done, 2 not understood.

import { CommanderError } from 'commander'
import type { Surroundings } from './options.ts'
import { CommandFailure } from './failure.ts'
import { createProgram } from './program.ts'

export async function runCli(argv: readonly string[], around: Surroundings): Promise<number> {
  // Passed on as it is: the options of a start are explained by the start.
  if (argv[0] === 'start') {
    await around.start(argv.slice(1))
    return 0
  }
  try {
    await createProgram(around).parseAsync([...argv], { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const failure = error instanceof CommandFailure ? error : new CommandFailure(unexpected(error))
    if (argv.includes('--json')) around.output.line(JSON.stringify({ ok: false, message: failure.message }))
    else around.output.note(failure.message)
    return failure.exitCode
  }
}

const unexpected = (error: unknown): string =>
  `this answer was not expected: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`
