// All writes of one node, one plan at a time, in the order they were asked for. The first error kills
// the queue for good: the kernel may call pages clean that never reached the disk, so a second fsync
// proves nothing (Rebello and others, ATC 2020; B41). The process ends and the next life reads again.

import type { Result } from '../../shared/result.ts'
import type { FileSystem } from './fs-port.ts'
import type { Plan } from './plan.ts'
import type { DiskError } from './port.ts'
import { err } from '../../shared/result.ts'
import { errorCode } from './fs-port.ts'
import { start } from './plan.ts'
import { createTurns } from './turns.ts'

export interface DiskQueue {
  /** The first error, for good. */
  dead(): DiskError | null
  /** `makePlan` is called when its turn has come. `done` is called once, never inside `push`. */
  push<T>(what: string, makePlan: () => Plan<T>, done: (result: Result<T, DiskError>) => void): void
}

export function createDiskQueue(fs: FileSystem): DiskQueue {
  const turns = createTurns()
  let dead: DiskError | null = null

  return {
    dead: () => dead,
    push<T>(what: string, makePlan: () => Plan<T>, done: (result: Result<T, DiskError>) => void) {
      const told = (result: Result<T, DiskError>, ended: () => void): void => {
        done(result)
        ended()
      }
      turns.take((ended) => {
        const known = dead
        if (known !== null) return fs.soon(() => told(err(known), ended))
        start(fs, makePlan(), (result) => {
          if (result.ok) return told(result, ended)
          dead = describe(what, result.error.cause)
          told(err(dead), ended)
        })
      })
    },
  }
}

function describe(what: string, cause: unknown): DiskError {
  const said = cause instanceof Error ? cause.message : String(cause)
  const full = ['ENOSPC', 'EDQUOT', 'ESHORT'].includes(errorCode(cause))
  const advice = full
    ? 'The disk may be full: make room and start the node again; without room it ends again.'
    : 'Nothing is retried: start the node again, it reads back what the disk really holds.'
  return { code: 'disk', message: `${what}: ${said}. ${advice}` }
}
