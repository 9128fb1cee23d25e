// Lines of the shared log, pure. A line is `[` or `,`, `{"c":"<crc>","r":<record>}` and a
// newline; `]` closes the file. The CRC covers `<file number>:<bytes of the record>`, so a line that
// strays into another file fails. JSON escapes newlines, so a newline only ever ends a line.

import { crc32 } from 'node:zlib'
import type { Entry } from '../raft/types.ts'
import type { LogRecord, PutLine } from './records.ts'
import { assert } from '../../shared/assert.ts'
import { recordOf, recordSchema } from './records.ts'

export const NEWLINE = 0x0a
/** Ends the file at every rest point: a courtesy to readers, never a commit mark. */
export const CLOSING_BRACKET = 0x5d
/** What every line but the first begins with. Inside JSON strings its quotes would be escaped. */
export const LINE_START = Buffer.from(',{"c":"')
const HEX_DIGITS = 8
const BEFORE_RECORD = '","r":'
const RECORD_AT = LINE_START.length + HEX_DIGITS + BEFORE_RECORD.length

/** The whole line with its newline. `first` is true for the head of a file. */
export function encodeLine(file: number, record: LogRecord): string {
  const text = encodeRecord(record)
  return `${record.k === 'head' ? '[' : ','}{"c":"${hexCrc(file, text)}","r":${text}}\n`
}

/** As JSON.stringify would write it, except that a command's text goes in as it is, never encoded twice. */
export function encodeRecord(record: LogRecord): string {
  return record.k === 'put' ? encodePut(record) : JSON.stringify(record)
}

function encodePut({ n, d, put }: PutLine): string {
  const { seq, hard, truncateFrom, append, snap } = put.persist
  let text = `{"n":${n},"d":${d},"k":"put","g":${put.group},"rep":${put.replica},"s":${seq},"commit":${put.commit}`
  if (hard !== null) text += `,"hard":{"term":${hard.term},"vote":${hard.vote}}`
  if (truncateFrom !== null) text += `,"cut":${truncateFrom}`
  if (append.length > 0) text += `,"app":[${append.map(encodeEntry).join(',')}]`
  if (snap !== null) text += `,"snap":${JSON.stringify(snap)}`
  return text + '}'
}

function encodeEntry(entry: Entry): string {
  if (entry.kind !== 'cmd') return JSON.stringify(entry)
  // A newline would end the line in the middle: recovery would take the record for damage.
  assert(!entry.data.includes('\n'), 'a command is one line of JSON text')
  return `{"index":${entry.index},"term":${entry.term},"kind":"cmd","bytes":${entry.bytes},"data":${entry.data}}`
}

export type DecodedLine =
  | { readonly kind: 'record'; readonly record: LogRecord }
  /** Not a line of this file, or not whole. */
  | { readonly kind: 'broken' }
  /** Its CRC is right, but this version does not know what it says. */
  | { readonly kind: 'strange' }

const BROKEN: DecodedLine = { kind: 'broken' }

/** `line` without its newline. */
export function decodeLine(file: number, line: Buffer): DecodedLine {
  const end = line.length - 1
  if (end <= RECORD_AT || line[end] !== 0x7d) return BROKEN
  const frame = line.toString('latin1', 0, RECORD_AT)
  const start = frame.slice(0, LINE_START.length)
  if (start !== '[{"c":"' && start !== ',{"c":"') return BROKEN
  if (!frame.endsWith(BEFORE_RECORD)) return BROKEN
  const record = line.subarray(RECORD_AT, end)
  if (frame.slice(LINE_START.length, LINE_START.length + HEX_DIGITS) !== hexCrc(file, record)) return BROKEN
  const decoded = parseRecord(record.toString('utf8'))
  if (decoded === null) return { kind: 'strange' }
  return (decoded.k === 'head') === (start[0] === '[') ? { kind: 'record', record: decoded } : BROKEN
}

function parseRecord(text: string): LogRecord | null {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(text))
    return parsed.success ? recordOf(parsed.data) : null
  } catch {
    return null
  }
}

function hexCrc(file: number, record: string | Uint8Array): string {
  return hex(crc32(record, crc32(`${file}:`)))
}

export const hex = (crc: number): string => crc.toString(16).padStart(HEX_DIGITS, '0')
