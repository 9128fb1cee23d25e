// How a node's process ends by itself: one sentence to standard error, then a code that says why.

import { writeSync } from 'node:fs'
import { InvariantError } from '../../shared/assert.ts'
import { EXIT_INVARIANT } from '../../shared/protocol/uplink.ts'

export type Die = (code: number, message: string) => never

/** At once: going on could make a wrong state durable. */
export function die(code: number, message: string): never {
  writeSync(2, `${message}\n`)
  process.exit(code)
}

/** Whatever nobody expected is a rule that was broken. */
export const dieOf =
  (end: Die) =>
  (error: unknown): never =>
    end(EXIT_INVARIANT, describeError(error))

export function dieOfTheUnexpected(end: Die): void {
  process.on('uncaughtException', dieOf(end))
  process.on('unhandledRejection', dieOf(end))
}

export function describeError(error: unknown): string {
  if (error instanceof InvariantError)
    return `a rule of the program was broken: ${error.message}\n${error.stack ?? ''}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
