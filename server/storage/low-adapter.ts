// What both engines have in common as lowdb adapters: reads and writes stand in the node's queue, and the end of a
// write is told by a callback before its promise settles.

import type { Result } from '../../shared/result.ts'
import type { AdapterParts, LogAdapter } from './log-format.ts'
import type { Plan } from './plan.ts'
import type { AppendDone, DiskError } from './port.ts'
import type { LogRecord } from './records.ts'
import { DiskFailure } from './documents.ts'

type Ended = (result: Result<AppendDone, DiskError>) => void

export interface LowParts extends Pick<AdapterParts, 'queue' | 'written'> {
  /** How errors name the file. */
  readonly path: string
  readonly end: () => number
  readonly read: () => Plan<LogRecord[]>
  readonly write: (data: readonly LogRecord[], ended: Ended) => void
}

export function lowAdapter({ queue, path, written, end, read, write }: LowParts): LogAdapter {
  return {
    end,
    read: () =>
      new Promise((resolve, reject) => {
        queue.push(path, read, (result) =>
          result.ok ? resolve(result.value) : reject(new DiskFailure(result.error)),
        )
      }),
    write: (data) =>
      new Promise((resolve, reject) => {
        write(data, (result) => {
          written(result)
          if (result.ok) resolve()
          else reject(new DiskFailure(result.error))
        })
      }),
  }
}
