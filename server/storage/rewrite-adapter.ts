// One document of the rewrite engine as a lowdb adapter for `Low<LogRecord[]>`. Each write is a whole new document
// under a temporary name, synced, renamed, with its folder synced: at every moment the old one or the new one is
// there, never a part. That is what a batch costs here, and why the log engine appends instead.

import type { AdapterParts, LogAdapter } from './log-format.ts'
import type { Plan } from './plan.ts'
import type { NewRecords } from './low-adapter.ts'
import type { LogRecord } from './records.ts'
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
  const { queue, folder, pid, file, now, written } = parts
  const place = documentPlace(folder, pid, file)
  let held = parts.records
  let writes = 0

  function newIn(data: readonly LogRecord[]): NewRecords {
    const records = [...held, ...data.slice(held.length).map(documentRecord)]
    return {
      write: () => writeDocument(place, String((writes += 1)), jsonOf(records)),
      taken() {
        const places = placesOf(file, records).slice(held.length)
        held = records
        return { places, bytes: documentBytes(file, records) }
      },
    }
  }

  const end = (): number => documentBytes(file, held) - 1
  const read = (): Plan<LogRecord[]> => readBack(folder, file)
  return lowAdapter({ queue, path: logFilePath(file), written, now, end, read, newIn })
}

function* readBack(folder: string, file: number): Plan<LogRecord[]> {
  const read = readRecords(file, yield* readWhole(`${folder}/${WAL}`, logFileName(file)))
  if (typeof read === 'string') throw new Error(read)
  return [...read]
}
