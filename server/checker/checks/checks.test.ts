// Each cheap check lets good histories pass and names what is wrong with a bad one.

import { describe, expect, it } from 'vitest'
import type { Json } from '../../../shared/ids.ts'
import type { Line } from '../histories.fixture.ts'
import { written } from '../histories.fixture.ts'
import type { Operation } from '../operations.ts'
import { operationsOf } from '../operations.ts'
import { checkLogOrder } from './log-order.ts'
import { checkMessages } from './messages.ts'
import { checkAccounts, checkHeld } from './money.ts'

const done = (process: number, f: string, input: Json, answer: Json): Line[] => [
  [process, 'invoke', f, input],
  [process, 'ok', f, answer],
]
const lost = (process: number, f: string, input: Json): Line[] => [
  [process, 'invoke', f, input],
  [process, 'info', f, null],
]
const operations = (...lines: Line[][]): readonly Operation[] => operationsOf(written(lines.flat()))
const names = (findings: readonly { readonly check: string }[]): string[] =>
  findings.map(({ check }) => check)

describe('money', () => {
  const list = (a: number, b: number, held: number, deposited = 10) => ({
    accounts: [
      { account: 'a', balance: a },
      { account: 'b', balance: b },
    ],
    totals: { deposited, withdrawn: 0, held },
  })

  it('is conserved in every list, and nothing is negative', () => {
    expect(checkAccounts(list(4, 6, 10), 'atm-1')).toEqual([])
    expect(names(checkAccounts(list(4, 5, 10), 'atm-1'))).toEqual(['money is conserved'])
    expect(names(checkAccounts(list(4, 6, 10, 11), 'atm-1'))).toEqual(['money is conserved'])
    expect(names(checkAccounts(list(-1, 11, 10), 'atm-1'))).toEqual(['nothing is negative'])
  })

  it('moves by what was acknowledged, give or take what nobody was told about', () => {
    const seen = operations(
      done(0, 'deposit', { account: 'a', amount: 5 }, { ok: {} }),
      done(0, 'withdraw', { account: 'a', amount: 2 }, { ok: {} }),
      done(0, 'withdraw', { account: 'a', amount: 90 }, { refused: 'insufficient-funds' }),
      lost(1, 'deposit', { account: 'a', amount: 7 }),
      lost(2, 'withdraw', { account: 'a', amount: 1 }),
    )
    for (const after of [102, 103, 109, 110]) expect(checkHeld(seen, 100, after), `${after}`).toEqual([])
    for (const after of [101, 111, 98])
      expect(names(checkHeld(seen, 100, after))).toEqual(['money is conserved'])
  })
})

describe('the order of the log', () => {
  const change = (process: number, request: string, index: number): Line[] =>
    done(process, 'deposit', {}, { ok: {}, request, index })
  const read = (process: number, index: number): Line[] => done(process, 'balance', {}, { ok: {}, index })

  it('follows real time', () => {
    expect(checkLogOrder(operations(change(0, 'r1', 4), read(1, 4), change(0, 'r2', 5)))).toEqual([])
    expect(names(checkLogOrder(operations(change(0, 'r1', 4), read(1, 3))))).toEqual(['the log goes forward'])
    expect(names(checkLogOrder(operations(read(0, 4), change(1, 'r2', 4))))).toEqual(['the log goes forward'])
  })

  it('is free among operations that overlap', () => {
    const lines: Line[] = [[9, 'invoke', 'deposit', {}], ...change(0, 'r1', 8), ...read(1, 8)]
    const late: Line = [9, 'ok', 'deposit', { ok: {}, request: 'r9', index: 7 }]
    expect(checkLogOrder(operations(lines, [late]))).toEqual([])
  })

  it('has one entry for one request', () => {
    const twice = checkLogOrder(operations(change(0, 'r1', 4), change(0, 'r1', 5)))
    expect(names(twice)).toEqual(['once'])
    const shared: Line[] = [
      [1, 'invoke', 'deposit', {}],
      [2, 'invoke', 'deposit', {}],
      [1, 'ok', 'deposit', { ok: {}, request: 'r1', index: 4 }],
      [2, 'ok', 'deposit', { ok: {}, request: 'r2', index: 4 }],
    ]
    expect(names(checkLogOrder(operations(shared)))).toEqual(['once'])
  })
})

describe('messages', () => {
  const append = (message: string, offset: number): Line[] =>
    done(0, 'append', { messages: [message] }, { ok: { offset } })
  const take = (consumer: number, offset: number, message: string): Line[] =>
    done(consumer, 'consume', { consumer }, { ok: { messages: [{ offset, message }] } })
  const stored = (...texts: string[]) => texts.map((message, at) => ({ offset: at + 1, message }))
  const check = (
    lines: Line[][],
    texts: readonly { offset: number; message: string }[],
    refused: string[] = [],
  ) => names(checkMessages(operations(...lines), texts, new Set(refused)))

  it('that were acknowledged are there, in their places', () => {
    expect(check([append('a', 1), append('b', 2)], stored('a', 'b', 'unknown'))).toEqual([])
    expect(check([append('a', 1), append('b', 2)], stored('a'))).toEqual(['no acknowledged write is lost'])
    expect(check([append('a', 1)], stored('x'))).toEqual(['no acknowledged write is lost'])
  })

  it('are stored once, without holes, and never after a refusal', () => {
    expect(check([], stored('a', 'b', 'a'))).toEqual(['no message twice'])
    expect(check([], [...stored('a'), { offset: 3, message: 'c' }])).toEqual(['offsets are contiguous'])
    expect(check([], stored('a'), ['a'])).toEqual(['refused is not done'])
  })

  it('are taken as they are stored, and forward only', () => {
    expect(check([take(1, 1, 'a'), take(2, 1, 'a'), take(1, 2, 'b')], stored('a', 'b'))).toEqual([])
    expect(check([take(1, 1, 'z')], stored('a'))).toEqual(['one offset, one value'])
    expect(check([take(1, 1, 'a'), take(1, 1, 'a')], stored('a'))).toEqual(['polls go forward'])
    const backwards = {
      ok: { messages: [2, 1].map((offset) => ({ offset, message: 'ab'.charAt(offset - 1) })) },
    }
    const once = done(1, 'consume', { consumer: 1 }, backwards)
    expect(check([once], stored('a', 'b'))).toEqual(['polls go forward'])
  })
})
