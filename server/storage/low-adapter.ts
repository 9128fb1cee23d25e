// What both engines have in common as lowdb adapters: reads and writes stand in the node's queue, one write at a time,
// timed, and its end is told by a callback before its promise settles.

import type { Result } from '../../shared/result.ts'
import type { AdapterParts, LogAdapter } from './log-format.ts'
import type { Plan } from './plan.ts'
import type { AppendDone, DiskError } from './port.ts'
import type { LogRecord } from './records.ts'
import { assert } from '../../shared/assert.ts'
import { ok } from '../../shared/result.ts'
import { DiskFailure } from './documents.ts'

/** The records that a call of `write` adds. */
export interface NewRecords {
  /** Makes them durable; this is what is timed. */
  readonly write: () => Plan<null>
  /** Comes behind it, before anyone is told. */
  readonly note?: () => Plan<null>
  /** They are durable: from now on they belong to the file. */
  readonly taken: () => Pick<AppendDone, 'places' | 'bytes'>
}

export interface LowParts extends Pick<AdapterParts, 'queue' | 'written' | 'now'> {
  /** How errors name the file. */
  readonly path: string
  readonly end: () => number
  readonly read: () => Plan<LogRecord[]>
  /** lowdb hands over the whole array. */
  readonly newIn: (data: readonly LogRecord[]) => NewRecords
}

type Ended = (result: Result<AppendDone, DiskError>) => void

export function lowAdapter(parts: LowParts): LogAdapter {
  const { queue, path, written, now, end, read, newIn } = parts
  let writing = false

  function write(data: readonly LogRecord[], ended: Ended): void {
    assert(!writing, 'one write of the log at a time')
    writing = true
    const records = newIn(data)
    let tookMs = 0
    function* plan(): Plan<null> {
      const begun = now()
      yield* records.write()
      tookMs = now() - begun
      if (records.note !== undefined) yield* records.note()
      return null
    }
    queue.push(path, plan, (result) => {
      writing = false
      ended(result.ok ? ok({ ...records.taken(), tookMs }) : result)
    })
  }

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
