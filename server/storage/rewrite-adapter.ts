// One document of the rewrite engine as a lowdb adapter for `Low<LogRecord[]>`. Each write is a whole new document
// under a temporary name, synced, renamed, with its folder synced: at every moment the old one or the new one is
// there, never a part. That is what a batch costs here, and why the log engine appends instead.

import type { Result } from '../../shared/result.ts'
import type { AdapterParts, LogAdapter } from './log-format.ts'
import type { Plan } from './plan.ts'
import type { AppendDone, DiskError } from './port.ts'
import type { LogRecord } from './records.ts'
import { assert } from '../../shared/assert.ts'
import { ok } from '../../shared/result.ts'
import { readWhole, writeDocument } from './documents.ts'
import { lowAdapter } from './low-adapter.ts'
import { logFileName, logFilePath, WAL } from './names.ts'
import {
  documentBytes,
  documentPlace,
  documentRecord,
  jsonOf,
  placesOf,
  readRecords,
} from './rewrite-codec.ts'
import type { DocumentRecord } from './rewrite-codec.ts'

export interface RewriteAdapterParts extends AdapterParts {
  /** Of the node, without a slash at its end. */
  readonly folder: string
  readonly pid: number
  readonly file: number
  /** What the document holds. */
  readonly records: readonly DocumentRecord[]
}

export function createRewriteAdapter(parts: RewriteAdapterParts): LogAdapter {
  const { queue, folder, pid, file, now } = parts
  const path = logFilePath(file)
  const place = documentPlace(folder, pid, file)
  let held = parts.records
  let writes = 0
  let writing = false

  const write = (
    data: readonly LogRecord[],
    ended: (result: Result<AppendDone, DiskError>) => void,
  ): void => {
    assert(!writing, 'one write of the log at a time')
    writing = true
    const records = [...held, ...data.slice(held.length).map(documentRecord)]
    let tookMs = 0
    function* plan(): Plan<null> {
      const begun = now()
      writes += 1
      yield* writeDocument(place, String(writes), jsonOf(records))
      tookMs = now() - begun
      return null
    }
    queue.push(path, plan, (result) => {
      writing = false
      if (!result.ok) return ended(result)
      const places = placesOf(file, records).slice(held.length)
      held = records
      ended(ok({ places, bytes: documentBytes(file, records), tookMs }))
    })
  }

  return lowAdapter({
    queue,
    path,
    written: parts.written,
    end: () => documentBytes(file, held) - 1,
    read: () => readBack(folder, file),
    write,
  })
}

function* readBack(folder: string, file: number): Plan<LogRecord[]> {
  const read = readRecords(file, yield* readWhole(`${folder}/${WAL}`, logFileName(file)))
  if (typeof read === 'string') throw new Error(read)
  return [...read]
}
