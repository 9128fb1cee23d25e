// One log file as a lowdb adapter for `Low<LogRecord[]>`. lowdb hands over the whole array; only the
// records added since the last call are written, with one positional write that begins at the closing
// bracket, and one fdatasync. The handle is `r+`: in an append mode Linux ignores the position and the
// bracket would stay in the middle of the file.

import type { Handle } from './fs-port.ts'
import type { AdapterParts, LogAdapter } from './log-format.ts'
import type { Plan } from './plan.ts'
import type { NewRecords } from './low-adapter.ts'
import type { RecordPlace } from './port.ts'
import type { LogRecord } from './records.ts'
import { encodeLine } from './codec.ts'
import { lowAdapter } from './low-adapter.ts'
import { logFilePath } from './names.ts'
import { readBytes, writeAll } from './plan.ts'
import { examineFile } from './recovery.ts'

export interface LogAdapterParts extends AdapterParts {
  /** Of the node, without a slash at its end. */
  readonly folder: string
  readonly file: number
  /** Opened with `r+`. */
  readonly handle: Handle
  /** Byte of the closing bracket. */
  readonly end: number
  /** How many records the file holds. */
  readonly count: number
}

export function createLogAdapter(parts: LogAdapterParts): LogAdapter {
  const { queue, file, handle, now, mark, written } = parts
  const path = logFilePath(file)
  let { end, count } = parts

  function newIn(data: readonly LogRecord[]): NewRecords {
    const { bytes, places } = encodeBatch(file, data.slice(count), end)
    return {
      *write() {
        yield* writeAll(handle, end, bytes)
        yield { op: 'sync', handle, dataOnly: true }
        return null
      },
      *note() {
        if (mark !== null) yield* mark.write({ file, bytes: end + bytes.length })
        return null
      },
      taken() {
        end += bytes.length - 1
        count = data.length
        return { places, bytes: bytes.length }
      },
    }
  }

  const read = (): Plan<LogRecord[]> => readRecords(`${parts.folder}/${path}`, file)
  return lowAdapter({ queue, path, written, now, end: () => end, read, newIn })
}

interface Batch {
  readonly bytes: Buffer
  readonly places: readonly RecordPlace[]
}

/** The lines and the bracket. A place is the JSON object alone, without its comma and newline. */
export function encodeBatch(file: number, records: readonly LogRecord[], at: number): Batch {
  const path = logFilePath(file)
  const places: RecordPlace[] = []
  let text = ''
  let offset = at
  for (const record of records) {
    const line = encodeLine(file, record)
    const length = Buffer.byteLength(line)
    places.push({ file: path, offset: offset + 1, length: length - 2 })
    text += line
    offset += length
  }
  return { bytes: Buffer.from(text + ']'), places }
}

function* readRecords(path: string, file: number): Plan<LogRecord[]> {
  const exam = examineFile(file, Buffer.from(yield* readBytes(path)))
  if (exam.kind !== 'whole') throw new Error('the file is not at rest')
  return exam.lines.map((line) => line.record)
}
