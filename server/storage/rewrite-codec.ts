// What a document of the rewrite engine holds, pure: the very records of the log engine, as pretty JSON in the
// envelope of the small documents. Its kind is its number, so that one under another's name is found out. A
// document is whole or was damaged: it got its name only after all of it was durable, so nothing is ever cut.

import * as z from 'zod'
import type { DocumentPlace } from './documents.ts'
import type { RecordPlace } from './port.ts'
import type { LogRecord } from './records.ts'
import type { FileExam } from './recovery.ts'
import { encodeRecord } from './codec.ts'
import { decodeDocument, DocumentError, encodeDocument } from './documents.ts'
import { logFileName, logFilePath, WAL } from './names.ts'
import { recordOf, recordSchema } from './records.ts'
import { followsRecord } from './recovery.ts'

/** A record as it stands in a document. */
export interface DocumentRecord {
  readonly json: unknown
  /** Of its text there, in bytes. */
  readonly length: number
}

type Records = readonly DocumentRecord[]

/** Records stand two levels deep in the envelope. */
const INDENT = ' '.repeat(4)
const SEPARATOR_BYTES = `,\n${INDENT}`.length
const recordsSchema = z.array(recordSchema)

export const documentRecord = (record: LogRecord): DocumentRecord =>
  measured(JSON.parse(encodeRecord(record)))

function measured(json: unknown): DocumentRecord {
  const text = JSON.stringify(json, null, 2).replaceAll('\n', `\n${INDENT}`)
  return { json, length: Buffer.byteLength(text) }
}

export const documentPlace = (folder: string, pid: number, file: number): DocumentPlace<unknown> => ({
  folder: `${folder}/${WAL}`,
  name: logFileName(file),
  schema: z.unknown(),
  pid,
})

export const jsonOf = (records: Records): readonly unknown[] => records.map(({ json }) => json)

/** The frame is of one size, whatever the number and the CRC are. */
function frameOf(file: number): { readonly before: number; readonly after: number } {
  const text = encodeDocument(logFileName(file), [0]).toString()
  const before = text.lastIndexOf('0')
  return { before, after: text.length - before - 1 }
}

export function placesOf(file: number, records: Records): readonly RecordPlace[] {
  const path = logFilePath(file)
  let offset = frameOf(file).before
  return records.map(({ length }) => {
    const place = { file: path, offset, length }
    offset += length + SEPARATOR_BYTES
    return place
  })
}

/** Of the document with these records. */
export function documentBytes(file: number, records: Records): number {
  const { before, after } = frameOf(file)
  const separators = SEPARATOR_BYTES * (records.length - 1)
  return records.reduce((sum, { length }) => sum + length, before + separators + after)
}

export function examineDocument(file: number, bytes: Buffer): FileExam {
  const read = readDisk(file, bytes)
  if (typeof read === 'string') return { kind: 'damaged', offset: 0, why: read }
  const places = placesOf(file, read.map(measured))
  const lines = read.map((each, at) => ({ record: recordOf(each), offset: places[at]?.offset ?? 0 }))
  const stray = lines.find(({ record }, at) => !followsRecord(lines[at - 1]?.record, record))
  if (stray !== undefined) {
    const why = `record ${stray.record.n} does not follow the one before it`
    return { kind: 'damaged', offset: stray.offset, why }
  }
  const [head] = read
  if (head?.k !== 'head' || head.file !== file) {
    return { kind: 'damaged', offset: 0, why: 'its first record is not the head of this file' }
  }
  return { kind: 'whole', lines, end: bytes.length - 1 }
}

/** Or why there are none. */
export function readRecords(file: number, bytes: Uint8Array): readonly LogRecord[] | string {
  const read = readDisk(file, bytes)
  return typeof read === 'string' ? read : read.map(recordOf)
}

function readDisk(file: number, bytes: Uint8Array): z.infer<typeof recordsSchema> | string {
  try {
    return decodeDocument(logFileName(file), recordsSchema, bytes)
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error
    return error.why
  }
}
