// A plan is a sequence of file system calls written as a generator: it yields a call and gets the
// answer. The same plan runs at once (while a folder is opened) or step by step with callbacks (while a
// node runs), so nothing is written twice and no promise hides the order of the calls.

import type { Result } from '../../shared/result.ts'
import type { FileSystem, FsAnswer, FsOp, Handle } from './fs-port.ts'
import { assert, InvariantError } from '../../shared/assert.ts'
import { err, ok } from '../../shared/result.ts'
import { errorCode } from './fs-port.ts'

export type Plan<T> = Generator<FsOp, T, FsAnswer>

export function runNow<T>(fs: FileSystem, plan: Plan<T>): T {
  let step = plan.next(null)
  while (step.done !== true) {
    const outcome = attempt(fs, step.value)
    step = outcome.ok ? plan.next(outcome.value) : plan.throw(outcome.error)
  }
  return step.value
}

function attempt(fs: FileSystem, op: FsOp): Result<FsAnswer, unknown> {
  try {
    return ok(fs.now(op))
  } catch (error) {
    return err(error)
  }
}

/** Calls `done` once, after the last call of the plan. A broken invariant is thrown, never handed over. */
export function start<T>(
  fs: FileSystem,
  plan: Plan<T>,
  done: (result: Result<T, { readonly cause: unknown }>) => void,
): void {
  const advance = (move: () => IteratorResult<FsOp, T>): void => {
    const moved = guarded(move)
    if (!moved.ok) return done(moved)
    const step = moved.value
    if (step.done === true) return done(ok(step.value))
    fs.start(step.value, (error, answer) =>
      advance(() => (error === null ? plan.next(answer) : plan.throw(error))),
    )
  }
  advance(() => plan.next(null))
}

function guarded<T>(move: () => T): Result<T, { readonly cause: unknown }> {
  try {
    return ok(move())
  } catch (error) {
    if (error instanceof InvariantError) throw error
    return err({ cause: error })
  }
}

/** A write that was cut short is an error like any other: the rest is never sent after it (B41). */
export class ShortWriteError extends Error {
  readonly code = 'ESHORT'
}

export function* openFile(path: string, flag: 'wx' | 'r+'): Plan<Handle> {
  const answer = yield { op: 'open', path, flag }
  assert(typeof answer === 'number', 'open answers a handle')
  return answer
}

export function* writeAll(handle: Handle, at: number, bytes: Uint8Array): Plan<null> {
  return checkWhole(bytes, yield { op: 'write', handle, at, bytes })
}

/** Replaces the beginning of a small file that is never synced. */
export function* writeNote(handle: Handle, bytes: Uint8Array): Plan<null> {
  return checkWhole(bytes, yield { op: 'write', handle, at: 0, bytes, isNote: true })
}

function checkWhole(bytes: Uint8Array, answer: FsAnswer): null {
  if (answer === bytes.length) return null
  throw new ShortWriteError(`only ${String(answer)} of ${bytes.length} bytes were written`)
}

export function* readBytes(path: string): Plan<Uint8Array> {
  const answer = yield { op: 'read', path }
  assert(answer instanceof Uint8Array, 'read answers bytes')
  return answer
}

export function* listNames(path: string): Plan<readonly string[]> {
  const answer = yield { op: 'list', path }
  assert(Array.isArray(answer), 'list answers names')
  return answer
}

/** Null for a folder that is not there. */
export function* listIfThere(path: string): Plan<readonly string[] | null> {
  try {
    return yield* listNames(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

export function* removeIfThere(path: string): Plan<null> {
  try {
    yield { op: 'unlink', path }
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
  return null
}

/** A new file under its final name, durable with its name: whole or not there. */
export function* writeNewFile(folder: string, name: string, tmp: string, bytes: Uint8Array): Plan<null> {
  const handle = yield* openFile(`${folder}/${tmp}`, 'wx')
  yield* writeAll(handle, 0, bytes)
  yield { op: 'sync', handle, dataOnly: false }
  yield { op: 'close', handle }
  yield { op: 'rename', from: `${folder}/${tmp}`, to: `${folder}/${name}` }
  yield { op: 'syncDir', path: folder }
  return null
}
