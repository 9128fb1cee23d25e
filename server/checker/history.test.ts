// The file format, and how events become operations.

import { describe, expect, it } from 'vitest'
import { createRandom } from '../../shared/random.ts'
import type { Line } from './histories.fixture.ts'
import { randomHistory, written } from './histories.fixture.ts'
import { writeEvent } from './history.ts'
import { describeOperation, knownAt, operationsOf } from './operations.ts'

describe('a history file', () => {
  it('has one event per line, as plain JSON', () => {
    const service = {
      ask: () => ({ f: 'read', input: { key: 'x', why: 'a "quoted"\nline' } }),
      execute: () => ({ ok: [1, null, { deep: 'ü' }] }),
      spoil: () => null,
    }
    const history = randomHistory(service, createRandom(3), 20)
    const lines = history.map(writeEvent).join('').split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(history)
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
