// Decides what the bytes of one log file are worth, pure. What counts is the longest
// prefix of lines that are whole, consecutive and have a right CRC. Behind it lies either a torn batch,
// which nobody was promised, or damage to something promised: a later whole record whose `d` covers the
// first bad one proves the second, and then nothing may be cut (B42, B43).

import type { LogRecord } from './records.ts'
import { CLOSING_BRACKET, decodeLine, LINE_START, NEWLINE } from './codec.ts'

export interface LineAt {
  readonly record: LogRecord
  /** Byte of `[` or `,`. */
  readonly offset: number
}

export type FileExam =
  | {
      /** `whole`: at rest. `torn`: everything from `end` on was never promised and is overwritten. */
      readonly kind: 'whole' | 'torn'
      readonly lines: readonly LineAt[]
      /** Where the closing bracket stands or belongs. */
      readonly end: number
    }
  | { readonly kind: 'damaged'; readonly offset: number; readonly why: string }

export function examineFile(file: number, bytes: Buffer): FileExam {
  const { lines, end, strange } = goodPrefix(file, bytes)
  const last = lines.at(-1)
  if (strange) return damaged(end, 'the record there was written by another version')
  if (last === undefined) return damaged(0, 'its first line, the head, is damaged or missing')
  if (end === bytes.length - 1 && bytes[end] === CLOSING_BRACKET) return { kind: 'whole', lines, end }
  const firstBad = last.record.n + 1
  const witness = findFence(file, bytes, end, firstBad)
  if (witness === null) return { kind: 'torn', lines, end }
  const proof = `record ${witness} behind it says that it was durable`
  return damaged(end, `record ${firstBad} is damaged, and ${proof}`)
}

const damaged = (offset: number, why: string): FileExam => ({ kind: 'damaged', offset, why })

interface Prefix {
  readonly lines: readonly LineAt[]
  readonly end: number
  readonly strange: boolean
}

function goodPrefix(file: number, bytes: Buffer): Prefix {
  const lines: LineAt[] = []
  let offset = 0
  for (;;) {
    const newline = bytes.indexOf(NEWLINE, offset)
    if (newline === -1) return { lines, end: offset, strange: false }
    const decoded = decodeLine(file, bytes.subarray(offset, newline))
    if (decoded.kind === 'strange') return { lines, end: offset, strange: true }
    if (decoded.kind === 'broken' || !followsRecord(lines.at(-1)?.record, decoded.record)) {
      return { lines, end: offset, strange: false }
    }
    lines.push({ record: decoded.record, offset })
    offset = newline + 1
  }
}

/** A head comes first and nowhere else; numbers are consecutive. */
export function followsRecord(before: LogRecord | undefined, record: LogRecord): boolean {
  if (before === undefined) return record.k === 'head' && record.d < record.n
  return record.k !== 'head' && record.n === before.n + 1 && record.d >= before.d && record.d <= before.n
}

/** The number of a whole record behind `from` that was written after record `firstBad` was durable. */
function findFence(file: number, bytes: Buffer, from: number, firstBad: number): number | null {
  // Not only at line starts: the damaged byte may be the newline between two lines.
  for (let at = bytes.indexOf(LINE_START, from); at !== -1; at = bytes.indexOf(LINE_START, at + 1)) {
    const newline = bytes.indexOf(NEWLINE, at)
    if (newline === -1) return null
    const decoded = decodeLine(file, bytes.subarray(at, newline))
    if (decoded.kind === 'record' && decoded.record.d >= firstBad) return decoded.record.n
  }
  return null
}
