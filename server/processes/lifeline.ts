// A process ends when whoever started it ends. A node's standard input is a pipe held open by the control server:
// its end is seen at once, also after kill -9. The parent's pid is looked at as well, in case the pipe
// was inherited by somebody else.

import { factsOf } from '../control/process-facts.ts'

/** Real milliseconds; the pipe is the quick way, this is the slow one. */
const LOOK_AT_PARENT_MS = 1_000
/** Here it is the only way. */
const LOOK_AT_SHELL_MS = 500

export function watchParent(onLost: () => void): void {
  const parent = process.ppid
  let lost = false
  const once = (): void => {
    if (lost) return
    lost = true
    onLost()
  }
  process.stdin.on('end', once)
  process.stdin.on('close', once)
  process.stdin.on('error', once)
  process.stdin.resume()
  setInterval(() => {
    if (process.ppid !== parent) once()
  }, LOOK_AT_PARENT_MS).unref()
}

export const startedByNpm = (): boolean => process.env['npm_lifecycle_event'] !== undefined

/** A signal to npm alone does not reach us, and between npm and us there may be a shell, which stays. */
export function watchShell(onLost: () => void, look: typeof factsOf = factsOf): void {
  const parent = process.ppid
  const above = startedByNpm() ? look(parent)?.parent : undefined
  // No answer is no news: a busy machine may not get to it, and were the shell gone, our parent would be another one.
  const isMoved = (): boolean => above !== undefined && (look(parent)?.parent ?? above) !== above
  setInterval(() => {
    if (process.ppid !== parent || isMoved()) onLost()
  }, LOOK_AT_SHELL_MS).unref()
}
