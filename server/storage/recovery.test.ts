import { describe, expect, it, vi } from 'vitest'
import type { LogRecord } from './records.ts'
import { encodeLine } from './codec.ts'
import { encodeBatch } from './log-adapter.ts'
import { examineFile } from './recovery.ts'
import { headAfter } from './rotation.ts'
import { CLUSTER, command, flipped, NODE, put, SLOW_MACHINE_MS } from './storage-fixtures.ts'

vi.setConfig({ testTimeout: SLOW_MACHINE_MS })

const FILE = 1
const head = headAfter({ cluster: CLUSTER, node: NODE, prev: null, groups: [] })
const line = (n: number, d: number): LogRecord => ({
  n,
  d,
  k: 'put',
  put: put({ seq: n, append: [command(n, 4, 'ü\n')] }),
})
const fence = (n: number): LogRecord => ({ n, d: n - 1, k: 'fence' })

/** Two records, a batch of three, and nothing durable behind it. */
const UNFENCED: readonly LogRecord[] = [head, line(2, 1), line(3, 2), line(4, 3), line(5, 3), line(6, 3)]
const FENCED: readonly LogRecord[] = [...UNFENCED, fence(7)]

const bytesOf = (records: readonly LogRecord[]): Buffer => encodeBatch(FILE, records, 0).bytes

/** Where each line ends. */
function endsOf(records: readonly LogRecord[]): readonly number[] {
  let end = 0
  return records.map((record) => (end += Buffer.byteLength(encodeLine(FILE, record))))
}

/** The verdict as one word and the records that survive, for short expectations. */
function verdict(bytes: Buffer): string {
  const exam = examineFile(FILE, bytes)
  return exam.kind === 'damaged' ? 'refused' : `${exam.kind} ${exam.lines.length}`
}

describe('every cut of the newest file', () => {
  const bytes = bytesOf(UNFENCED)
  const ends = endsOf(UNFENCED)

  it('leaves exactly the lines that are whole before it (B42)', () => {
    for (let cut = ends[0] ?? 0; cut < bytes.length; cut++) {
      const wholeLines = ends.filter((end) => end <= cut).length
      expect(verdict(bytes.subarray(0, cut)), `cut at ${cut}`).toBe(`torn ${wholeLines}`)
    }
    expect(verdict(bytes)).toBe(`whole ${UNFENCED.length}`)
  })

  it('is refused inside the head: a file gets its name only after its head is durable', () => {
    for (let cut = 0; cut < (ends[0] ?? 0); cut++) expect(verdict(bytes.subarray(0, cut))).toBe('refused')
  })

  it('ends where the closing bracket belongs', () => {
    for (const end of ends) {
      const exam = examineFile(FILE, bytes.subarray(0, end + 1))
      expect(exam.kind === 'damaged' ? -1 : exam.end).toBe(end)
    }
  })
})

describe('every flipped bit of the newest file', () => {
  /** What may be believed after bit `bit` of a file with these records was flipped. */
  function expected(records: readonly LogRecord[], bit: number): string {
    const at = endsOf(records).findIndex((end) => bit >> 3 < end)
    if (at === 0) return 'refused'
    if (at === -1) return `torn ${records.length}`
    const damaged = records[at]
    const fencedBy = records.some((record) => damaged !== undefined && record.d >= damaged.n)
    return fencedBy ? 'refused' : `torn ${at}`
  }

  const everyFlip = (records: readonly LogRecord[]): void => {
    const bytes = bytesOf(records)
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      expect(verdict(flipped(bytes, bit)), `bit ${bit}`).toBe(expected(records, bit))
    }
  }

  it('in a promised record refuses, in the last batch cuts, in the bracket repairs (B42, B43)', () => {
    everyFlip(UNFENCED)
  })

  it('in any record before a fence refuses: nothing promised is taken for the end of the log (B43)', () => {
    everyFlip(FENCED)
  })

  it('of the same file under another number refuses it as a whole', () => {
    expect(examineFile(FILE + 1, bytesOf(FENCED)).kind).toBe('damaged')
  })
})

describe('the rows of torn writes', () => {
  const before = bytesOf(UNFENCED.slice(0, 3))
  const after = bytesOf(UNFENCED)
  const bracketAt = before.length - 1
  const torn = `torn 3`

  it('row 1, crash before the write: at rest', () => expect(verdict(before)).toBe('whole 3'))

  it('row 2, killed inside the write: the part of a line is cut', () =>
    expect(verdict(after.subarray(0, bracketAt + 40))).toBe(torn))

  it('row 3, killed between write and sync: the new records are kept', () =>
    expect(verdict(after)).toBe('whole 6'))

  it('row 4, comma instead of the bracket and the old size: the comma is cut', () =>
    expect(verdict(after.subarray(0, before.length))).toBe(torn))

  it('row 5, zeros between good lines, bracket present: cut at the first bad line', () => {
    const bytes = Buffer.from(after)
    bytes.fill(0, bracketAt + 20, bracketAt + 60)
    expect(verdict(bytes)).toBe(torn)
  })

  it('row 5, old bytes between good lines: cut at the first bad line', () => {
    const bytes = Buffer.from(after)
    bytes.copy(bytes, bracketAt + 20, 0, 40)
    expect(verdict(bytes)).toBe(torn)
  })

  it('row 6, every line whole and no bracket: the bracket is put back', () =>
    expect(verdict(after.subarray(0, after.length - 1))).toBe('torn 6'))

  it('row 7, a full disk or a short write: as killed inside the write', () =>
    expect(verdict(after.subarray(0, bracketAt + 150))).toBe(torn))

  it('row 8, bracket followed by old torn bytes: the same decision again', () => {
    const crashed = Buffer.concat([before, after.subarray(before.length, before.length + 90)])
    expect(verdict(crashed)).toBe(torn)
  })

  it('row 10, a damaged record that a later one calls durable: refused, and the sentence says which', () => {
    const bytes = bytesOf(UNFENCED)
    bytes.writeUInt8(0, (endsOf(UNFENCED)[0] ?? 0) + 30)
    const exam = examineFile(FILE, bytes)
    expect(exam).toMatchObject({ kind: 'damaged', offset: endsOf(UNFENCED)[0] })
    expect(exam.kind === 'damaged' ? exam.why : '').toContain('record 2 is damaged, and record 3')
  })

  it('row 11, damage in the last batch with nothing durable behind it: cut', () => {
    const bytes = bytesOf(UNFENCED)
    bytes.writeUInt8(0, (endsOf(UNFENCED)[3] ?? 0) + 30)
    expect(verdict(bytes)).toBe('torn 4')
  })

  it('row 12, the bytes of a closed file: one flipped bit anywhere, and it is not at rest', () => {
    for (let bit = 0; bit < after.length * 8; bit++) {
      expect(verdict(flipped(after, bit)), `bit ${bit}`).not.toMatch('whole')
    }
  })

  it('row 13, damaged head: refused', () => expect(verdict(Buffer.alloc(100))).toBe('refused'))

  it('a missing newline before a fence does not hide the fence', () => {
    const bytes = bytesOf(FENCED)
    bytes.writeUInt8(0x20, (endsOf(FENCED)[5] ?? 0) - 1)
    expect(verdict(bytes)).toBe('refused')
  })
})

describe('lines that do not follow each other', () => {
  it('are not taken: a repeated, a skipped, or a second head', () => {
    expect(verdict(bytesOf([head, line(2, 1), line(2, 1)]))).toBe('torn 2')
    expect(verdict(bytesOf([head, line(3, 1)]))).toBe('torn 1')
    expect(verdict(bytesOf([head, line(2, 1), line(3, 0)]))).toBe('torn 2')
    expect(verdict(bytesOf([line(2, 1)]))).toBe('refused')
  })

  it('whose CRC is right but whose shape is unknown are refused, never skipped', () => {
    const strange = { n: 2, d: 1, k: 'fence', later: true } as const
    expect(verdict(bytesOf([head, strange]))).toBe('refused')
  })
})
