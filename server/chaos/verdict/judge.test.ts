// The judge sees what is wrong in a window, carries the state over quiet points, and forgets the rest.

import { describe, expect, it } from 'vitest'
import type { Json } from '../../../shared/ids.ts'
import type { HistoryEvent } from '../../checker/history.ts'
import { Judge } from './judge.ts'
import { Scoreboard } from './scoreboard.ts'

type Line = readonly [process: number, type: HistoryEvent['type'], f: string, value: Json]
const history = (...lines: Line[]): readonly HistoryEvent[] =>
  lines.map(([process, type, f, value], time) => ({ process, type, f, value, time, node: 'atm-1' }))
const done = (process: number, f: string, input: Json, answer: Json): Line[] => [
  [process, 'invoke', f, input],
  [process, 'ok', f, answer],
]

function newJudge() {
  const scores = new Scoreboard(() => {})
  const red = (): string[] =>
    scores
      .rows()
      .filter(({ verdict }) => verdict === 'red')
      .map(({ check }) => check)
  return { judge: new Judge(scores), scores, red }
}

const bankAt = (ann: number, deposited: number) => ({
  accounts: [{ account: 'ann', number: 1, balance: ann }],
  totals: { deposited, withdrawn: 0, held: ann },
})
const deposit = (process: number, amount: number, balance: number, index: number): Line[] =>
  done(
    process,
    'deposit',
    { account: 'ann', amount },
    { ok: { account: 'ann', balance }, index, request: `r${process}` },
  )

describe('the bank', () => {
  it('is judged window by window, each from where the last one ended', () => {
    const { judge, red } = newJudge()
    judge.begin(bankAt(10, 10))
    judge.bank(history(...deposit(0, 5, 15, 3)), bankAt(15, 15))
    judge.bank(history(...deposit(1, 5, 20, 4)), bankAt(20, 20))
    expect(red()).toEqual([])
  })

  it('shows a deposit that was acknowledged and is gone', () => {
    const { judge, red } = newJudge()
    judge.begin(bankAt(10, 10))
    const read = done(9, 'accounts', {}, { ok: { ann: 10 }, index: 3 })
    judge.bank(history(...deposit(0, 5, 15, 3), ...read), bankAt(10, 10))
    expect(red()).toEqual(['money is conserved', 'the bank is linearizable'])
  })

  it('allows an unknown deposit in the next window', () => {
    const { judge, red } = newJudge()
    judge.begin(bankAt(10, 10))
    const lost: Line = [0, 'invoke', 'deposit', { account: 'ann', amount: 5 }]
    judge.bank(history(lost, ...done(1, 'accounts', {}, { ok: { ann: 10 }, index: 3 })), bankAt(10, 10))
    judge.bank(history(lost, ...done(2, 'accounts', {}, { ok: { ann: 15 }, index: 4 })), bankAt(15, 15))
    expect(red()).toEqual([])
  })
})

const partition = 'orders/0'
const append = (process: number, message: string, offset: number): Line[] =>
  done(
    process,
    'append',
    { partition, messages: [message] },
    { ok: { offset, last: offset }, index: offset, request: message },
  )
const end = (...texts: readonly [number, string][]) =>
  new Map([
    [
      partition,
      { stored: texts.map(([offset, message]) => ({ offset, message })), consumers: new Map([[1, 0]]) },
    ],
  ])

describe('a partition', () => {
  it('keeps what a slow consumer has not read over quiet points', () => {
    const { judge, red } = newJudge()
    judge.partitions(history(...append(0, 'a', 1)), end([1, 'a']))
    judge.partitions(history(...append(1, 'b', 2)), end([2, 'b']))
    const taken = {
      messages: [
        { offset: 1, message: 'a' },
        { offset: 2, message: 'b' },
      ],
    }
    const take = done(2, 'consume', { partition, consumer: 1, max: 9 }, { ok: taken, index: 3, request: 'c' })
    judge.partitions(history(...take), end())
    expect(red()).toEqual([])
  })

  it('shows a message that was acknowledged and is not there', () => {
    const { judge, red } = newJudge()
    judge.partitions(history(...append(0, 'a', 1), ...append(1, 'b', 2)), end([1, 'a']))
    expect(red()).toEqual(['no acknowledged write is lost'])
  })

  it('shows a message that was refused and is there', () => {
    const { judge, red } = newJudge()
    const refused: Line[] = [
      [0, 'invoke', 'append', { partition, messages: ['a'] }],
      [0, 'fail', 'append', 'no-leader'],
    ]
    judge.partitions(history(...refused), end([1, 'a']))
    expect(red()).toEqual(['refused is not done'])
  })
})

describe('the directory', () => {
  const register = (process: number, id: number): Line[] =>
    done(
      process,
      'registerConsumer',
      { topic: 'orders', name: 'red' },
      { ok: { id }, index: process + 5, request: `r${process}` },
    )

  it('remembers over quiet points whom it gave which number', () => {
    const { judge, red } = newJudge()
    judge.beginDirectory(['orders'])
    judge.directory(history(...register(0, 4)), ['orders'])
    judge.directory(history(...register(1, 4)), ['orders'])
    expect(red()).toEqual([])
    judge.directory(history(...register(2, 5)), ['orders'])
    expect(red()).toEqual(['the directory is linearizable'])
  })
})

describe('the table', () => {
  it('is green only when every rule was checked', () => {
    const scores = new Scoreboard(() => {})
    expect(scores.isGreen()).toBe(false)
    for (const { check } of scores.rows()) scores.checked(check)
    expect(scores.isGreen()).toBe(true)
    scores.undecided('the bank is linearizable', 'out of steps')
    expect(scores.isGreen()).toBe(false)
    expect(scores.rows().filter(({ verdict }) => verdict !== 'ok')).toMatchObject([{ verdict: 'unknown' }])
  })
})
