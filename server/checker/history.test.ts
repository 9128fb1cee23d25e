// The file format, and how events become operations.

import { describe, expect, it } from 'vitest'
import { createRandom } from '../../shared/random.ts'
import type { Line } from './histories.fixture.ts'
import { randomHistory, written } from './histories.fixture.ts'
import { readHistory, writeEvent } from './history.ts'
import { describeOperation, knownAt, operationsOf } from './operations.ts'

describe('a history file', () => {
  it('is read back as it was written, one event per line', () => {
    const service = {
      ask: () => ({ f: 'read', input: { key: 'x', why: 'a "quoted"\nline' } }),
      execute: () => ({ ok: [1, null, { deep: 'ü' }] }),
      spoil: () => null,
    }
    const history = randomHistory(service, createRandom(3), 20)
    const text = history.map(writeEvent).join('')
    expect(text.split('\n')).toHaveLength(history.length + 1)
    expect(readHistory(text)).toEqual({ ok: true, value: history })
  })

  it.each([
    ['{"process":1', /^line 2: /],
    ['{"process":1,"type":"maybe","f":"read","value":1,"time":0,"node":"atm-1"}', /^line 2: .*type/s],
    ['{"process":1,"type":"ok","f":"read","value":1,"time":0,"node":"atm-1","more":1}', /more/],
  ])('names the line that is none: %s', (line, sentence) => {
    const first = writeEvent({ process: 0, type: 'invoke', f: 'read', value: null, time: 0, node: 'atm-1' })
    const found = readHistory(first + line)
    expect(found.ok ? '' : found.error).toMatch(sentence)
  })
})

describe('operations', () => {
  const lines: Line[] = [
    [0, 'invoke', 'write', 1],
    [1, 'invoke', 'write', 2],
    [0, 'ok', 'write', 'done'],
    [2, 'invoke', 'write', 3],
    [2, 'fail', 'write', null],
    [1, 'info', 'write', null],
  ]

  it('end with their answer, stay open when it is unknown, and are left out when they failed', () => {
    const operations = operationsOf(written(lines))
    expect(operations.map(({ id, process, begin, end }) => [id, process, begin, end])).toEqual([
      [0, 0, 0, 2],
      [1, 1, 1, Number.POSITIVE_INFINITY],
    ])
    expect(operations.map(describeOperation)).toEqual([
      '#0 at atm-1: write 1 -> "done"',
      '#1 at atm-1: write 2 -> ?',
    ])
  })

  it('are known at a moment only as far as they had come by then', () => {
    const operations = operationsOf(written(lines))
    expect(knownAt(operations, 0)).toMatchObject([{ process: 0, reply: null }])
    expect(knownAt(operations, 2)).toMatchObject([{ reply: { value: 'done' } }, { reply: null }])
  })

  it.each([
    ['a second beginning', [0, 'invoke', 'write', 2], /begins a second operation/],
    ['an end of something else', [0, 'ok', 'read', 2], /but write was begun/],
    ['an end without a beginning', [7, 'ok', 'write', 2], /never began/],
  ] satisfies [string, Line, RegExp][])('refuse %s', (_, line, sentence) => {
    const begin: Line = [0, 'invoke', 'write', 1]
    expect(() => operationsOf(written([begin, line]))).toThrow(sentence)
  })

  it('refuse a process that goes on after an unknown outcome', () => {
    expect(() => operationsOf(written([...lines, [1, 'invoke', 'write', 4]]))).toThrow(/goes on/)
  })
})
