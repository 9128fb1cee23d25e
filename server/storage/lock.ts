// lock.json: one process per folder. Two processes with one identity would be two votes. The lock of a
// dead owner is taken over; a live one is never pushed aside. The file gets its name by a hard link, so
// it is there with its content or not at all. It needs no fsync: a power cut ends its owner too.

import * as z from 'zod'
import type { Result } from '../../shared/result.ts'
import type { Plan } from './plan.ts'
import type { LockOwner, ProcessTable } from './processes.ts'
import { err, ok } from '../../shared/result.ts'
import { errorCode } from './fs-port.ts'
import { LOCK } from './names.ts'
import { openFile, readBytes, removeIfThere, writeAll } from './plan.ts'

const ownerSchema = z.object({ pid: z.int().min(1), started: z.string().nullable() })

/** More rounds would mean that several processes fight for one folder. */
const ROUNDS = 3

/** Answers the live owner when the folder is taken. */
export function* takeLock(folder: string, processes: ProcessTable): Plan<Result<null, LockOwner>> {
  const { self } = processes
  const tmp = `${folder}/${LOCK}.${self.pid}.tmp`
  yield* removeIfThere(tmp)
  const handle = yield* openFile(tmp, 'wx')
  yield* writeAll(handle, 0, Buffer.from(`${JSON.stringify(self)}\n`))
  yield { op: 'close', handle }
  const taken = yield* contend(folder, tmp, processes)
  yield* removeIfThere(tmp)
  return taken
}

function* contend(folder: string, tmp: string, processes: ProcessTable): Plan<Result<null, LockOwner>> {
  const path = `${folder}/${LOCK}`
  let owner: LockOwner | null = null
  for (let round = 0; round < ROUNDS; round++) {
    if (yield* linkIfFree(tmp, path)) return ok(null)
    owner = yield* readOwner(path)
    if (owner !== null && processes.isAlive(owner)) return err(owner)
    yield* removeDead(path, `${tmp.slice(0, -'.tmp'.length)}.dead.tmp`, owner)
  }
  return err(owner ?? processes.self)
}

/** Moved aside first: what was moved must be the dead owner's lock, not one taken a moment ago. */
function* removeDead(path: string, aside: string, dead: LockOwner | null): Plan<null> {
  try {
    yield { op: 'rename', from: path, to: aside }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
  const moved = yield* readOwner(aside)
  if (moved !== null && (moved.pid !== dead?.pid || moved.started !== dead.started)) {
    yield { op: 'rename', from: aside, to: path }
    return null
  }
  yield { op: 'unlink', path: aside }
  return null
}

export function* giveLockBack(folder: string): Plan<null> {
  yield* removeIfThere(`${folder}/${LOCK}`)
  return null
}

function* linkIfFree(from: string, to: string): Plan<boolean> {
  try {
    yield { op: 'link', from, to }
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Null for no lock and for one that a power cut left without its content. */
function* readOwner(path: string): Plan<LockOwner | null> {
  try {
    const bytes = yield* readBytes(path)
    return ownerSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError || errorCode(error) === 'ENOENT')
      return null
    throw error
  }
}
