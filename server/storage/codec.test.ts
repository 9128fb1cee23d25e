import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogRecord } from './records.ts'
import { decodeLine, encodeLine, encodeRecord } from './codec.ts'
import { command, put } from './storage-fixtures.ts'

const decoded = (file: number, text: string): LogRecord | null => {
  const line = decodeLine(file, Buffer.from(text.slice(0, -1)))
  return line.kind === 'record' ? line.record : null
}
const conf = { voters: [1, 2], outgoing: [], learners: [3] }

describe('a line of the log', () => {
  it('has the shape that people and jq read', () => {
    const record: LogRecord = {
      n: 5003,
      d: 5001,
      k: 'put',
      put: put(
        {
          seq: 78,
          hard: { term: 9, vote: 12 },
          append: [{ index: 165, term: 9, kind: 'cmd', data: '{"a":1}', bytes: 7 }],
        },
        { commit: 164 },
      ),
    }
    expect(encodeRecord(record)).toBe(
      '{"n":5003,"d":5001,"k":"put","g":3,"rep":12,"s":78,"commit":164,"hard":{"term":9,"vote":12},' +
        '"app":[{"index":165,"term":9,"kind":"cmd","bytes":7,"data":{"a":1}}]}',
    )
    expect(encodeLine(7, record)).toMatch(/^,\{"c":"[0-9a-f]{8}","r":\{"n":5003,.*\}\}\n$/)
  })

  it('is an empty persist without the fields that do not apply', () => {
    const text = encodeRecord({ n: 2, d: 1, k: 'put', put: put({}) })
    expect(JSON.parse(text)).toEqual({ n: 2, d: 1, k: 'put', g: 3, rep: 12, s: 1, commit: 0 })
  })

  it('comes back as it was, with every field', () => {
    const snap = { index: 4, term: 2, conf, bytes: 9, crc: '0b1d22aa' }
    const append = [{ index: 5, term: 3, kind: 'conf' as const, conf }, command(6, 3)]
    const full = put({ seq: 9, hard: { term: 3, vote: 0 }, truncateFrom: 5, append, snap }, { commit: 4 })
    const record: LogRecord = { n: 8, d: 7, k: 'put', put: full }
    expect(decoded(2, encodeLine(2, record))).toEqual(record)
  })

  it('keeps the text of any command byte for byte', () => {
    const texts = fc.json().map((text) => JSON.stringify(JSON.parse(text)))
    fc.assert(
      fc.property(texts, (data) => {
        const entry = { index: 1, term: 1, kind: 'cmd' as const, data, bytes: Buffer.byteLength(data) }
        const record: LogRecord = { n: 2, d: 1, k: 'put', put: put({ append: [entry] }) }
        expect(decoded(1, encodeLine(1, record))).toEqual(record)
      }),
    )
  })

  it('does not count in a file of another number', () => {
    expect(decoded(8, encodeLine(7, { n: 2, d: 1, k: 'fence' }))).toBeNull()
  })

  it('is never built from a command with a newline in its text', () => {
    const entry = { index: 1, term: 1, kind: 'cmd' as const, data: '{\n}', bytes: 3 }
    const record: LogRecord = { n: 2, d: 1, k: 'put', put: put({ append: [entry] }) }
    expect(() => encodeLine(1, record)).toThrow('one line')
  })
})
