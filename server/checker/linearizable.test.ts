// The checker against an oracle without cleverness, and against histories whose verdict is known.

import { describe, expect, it } from 'vitest'
import type { Json } from '../../shared/ids.ts'
import { createRandom } from '../../shared/random.ts'
import { explainsByForce } from './brute-force.fixture.ts'
import type { Asked, Line, Service } from './histories.fixture.ts'
import { randomHistory, written } from './histories.fixture.ts'
import { checkLinearizable, checkOperations, describeWindow } from './linearizable.ts'
import type { Model } from './model.ts'
import { bankModel } from './models/bank.ts'
import { listAppendModel } from './models/list-append.ts'
import { registerModel } from './models/register.ts'
import { operationsOf } from './operations.ts'

const HISTORIES = 1_500
/** The oracle tries every order: 5 040 of seven. */
const LONGEST = 7

const registerService = (): Service => {
  const values = new Map<string, Json>()
  return {
    ask: (random) => {
      const key = random.pick(['x', 'y'])
      const value = random.int(1, 2)
      const asks: [Asked, ...Asked[]] = [
        { f: 'read', input: { key } },
        { f: 'write', input: { key, value } },
        { f: 'cas', input: { key, from: value, to: random.int(1, 2) } },
      ]
      return random.pick(asks)
    },
    execute: ({ f, input }) => {
      const { key, value = null, from = null, to = null } = fields(input)
      const before = values.get(JSON.stringify(key)) ?? null
      if (f === 'read') return { ok: before }
      if (f === 'cas' && before !== from) return { refused: 'mismatch' }
      values.set(JSON.stringify(key), f === 'write' ? value : to)
      return { ok: null }
    },
    spoil: (_, random) => random.pick([{ ok: 1 }, { ok: 2 }, { ok: null }, { refused: 'mismatch' }]),
  }
}

const listService = (): Service => {
  const list: Json[] = []
  return {
    ask: (random) =>
      random.chance(0.5)
        ? { f: 'append', input: { key: 'a', value: random.int(1, 99) } }
        : { f: 'read', input: { key: 'a' } },
    execute: ({ f, input }) => {
      if (f === 'read') return { ok: [...list] }
      list.push(fields(input)['value'] ?? null)
      return { ok: null }
    },
    spoil: () => ({ ok: list.slice(1) }),
  }
}

const bankService = (): Service => {
  const money = { a: 2, b: 2 }
  return {
    ask: (random) => {
      const amount = random.int(1, 3)
      const asks: [Asked, ...Asked[]] = [
        { f: 'accounts', input: {} },
        { f: 'transfer', input: { from: 'a', to: 'b', amount } },
        { f: 'transfer', input: { from: 'b', to: 'a', amount } },
      ]
      return random.pick(asks)
    },
    execute: ({ f, input }) => {
      if (f === 'accounts') return { ok: { ...money } }
      const { from, amount } = fields(input)
      const [payer, payee] = from === 'a' ? (['a', 'b'] as const) : (['b', 'a'] as const)
      if (money[payer] < Number(amount)) return { refused: 'insufficient-funds' }
      money[payer] -= Number(amount)
      money[payee] += Number(amount)
      const holding = (account: 'a' | 'b') => ({ account, balance: money[account] })
      return { ok: { from: holding(payer), to: holding(payee) } }
    },
    spoil: (_, random) => random.pick([{ ok: { a: 2, b: 2 } }, { refused: 'insufficient-funds' }]),
  }
}

const fields = (input: Json): Readonly<Record<string, Json>> =>
  typeof input === 'object' && input !== null ? Object.fromEntries(Object.entries(input)) : {}

function compare<S, C>(model: Model<S, C>, service: () => Service): { ok: number; illegal: number } {
  const count = { ok: 0, illegal: 0 }
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const history = randomHistory(service(), createRandom(seed), LONGEST)
    const found = checkLinearizable(model, history)
    const expected = explainsByForce(model, operationsOf(history)) ? 'ok' : 'illegal'
    expect(found.verdict, `seed ${seed}: ${JSON.stringify(history)}`).toBe(expected)
    count[expected] += 1
    if (found.verdict !== 'illegal') continue
    const { prefix, last } = found.window
    expect(explainsByForce(model, prefix), `seed ${seed}: the prefix`).toBe(false)
    const without = prefix.map((each) =>
      each.id === last.id ? { ...each, reply: null, end: Infinity } : each,
    )
    expect(explainsByForce(model, without), `seed ${seed}: before its last answer`).toBe(true)
  }
  return count
}

describe('the search agrees with trying every order, and names the first answer that nothing fits', () => {
  it('for registers', () => {
    const { ok, illegal } = compare(registerModel, registerService)
    expect(Math.min(ok, illegal)).toBeGreaterThan(HISTORIES / 20)
  })

  it('for lists', () => {
    const { ok, illegal } = compare(listAppendModel, listService)
    expect(Math.min(ok, illegal)).toBeGreaterThan(HISTORIES / 20)
  })

  it('for transfers', () => {
    const start = new Map([
      ['a', 2],
      ['b', 2],
    ])
    const { ok, illegal } = compare(bankModel(start), bankService)
    expect(Math.min(ok, illegal)).toBeGreaterThan(HISTORIES / 20)
  })
})

const write = (process: number, value: Json): Line[] => [
  [process, 'invoke', 'write', { key: 'x', value }],
  [process, 'ok', 'write', { ok: null }],
]
const read = (process: number, value: Json): Line[] => [
  [process, 'invoke', 'read', { key: 'x' }],
  [process, 'ok', 'read', { ok: value }],
]

describe('known histories', () => {
  it('an overlapping write may be seen early by one reader and late by another, not the other way round', () => {
    const begin: Line = [0, 'invoke', 'write', { key: 'x', value: 1 }]
    const end: Line = [0, 'ok', 'write', { ok: null }]
    const good = [begin, ...read(1, null), ...read(2, 1), end]
    const bad = [begin, ...read(1, 1), ...read(2, null), end]
    expect(checkLinearizable(registerModel, written(good)).verdict).toBe('ok')
    expect(checkLinearizable(registerModel, written(bad)).verdict).toBe('illegal')
  })

  it('a stale read after an acknowledged write is illegal, also at another process', () => {
    const found = checkLinearizable(registerModel, written([...write(0, 1), ...write(0, 2), ...read(1, 1)]))
    expect(found).toMatchObject({ verdict: 'illegal', window: { smallest: true, last: { f: 'read' } } })
  })

  it('an operation of unknown outcome may happen much later, once, or never', () => {
    const lost: Line[] = [
      [9, 'invoke', 'write', { key: 'x', value: 7 }],
      [9, 'info', 'write', null],
    ]
    const verdict = (...lines: Line[]): string => checkLinearizable(registerModel, written(lines)).verdict
    expect(verdict(...lost, ...write(0, 1), ...read(0, 1))).toBe('ok')
    expect(verdict(...lost, ...write(0, 1), ...read(0, 1), ...read(0, 7))).toBe('ok')
    expect(verdict(...lost, ...read(0, 7), ...write(0, 1), ...read(0, 7))).toBe('illegal')
  })

  it('what certainly failed never happened', () => {
    const lines: Line[] = [
      [9, 'invoke', 'write', { key: 'x', value: 7 }],
      [9, 'fail', 'write', null],
      ...read(0, 7),
    ]
    expect(checkLinearizable(registerModel, written(lines)).verdict).toBe('illegal')
  })

  it('keys are checked apart: the failing one is named', () => {
    const other: Line[] = [
      [3, 'invoke', 'read', { key: 'y' }],
      [3, 'ok', 'read', { ok: 5 }],
    ]
    const found = checkLinearizable(registerModel, written([...write(0, 1), ...other, ...read(0, 1)]))
    expect(found).toMatchObject({ verdict: 'illegal', window: { part: 'y', prefix: [{ f: 'read' }] } })
  })

  it('the failing window ends at the answer that nothing fits and shows what overlaps it', () => {
    const lines: Line[] = [
      ...write(0, 1),
      [5, 'invoke', 'write', { key: 'x', value: 2 }],
      ...read(1, 3),
      [5, 'ok', 'write', { ok: null }],
      ...read(1, 2),
    ]
    const found = checkLinearizable(registerModel, written(lines))
    if (found.verdict !== 'illegal') throw new Error(found.verdict)
    expect(found.window.prefix).toHaveLength(3)
    expect(found.window.around.map(({ process }) => process)).toEqual([5])
    expect(describeWindow(found.window)).toContain('#1 at atm-1: read {"key":"x"} -> {"ok":3}')
  })
})

describe('the budget', () => {
  /** Twelve writes at once and a value nobody wrote: every subset has to be tried. */
  const hard = (): Line[] => {
    const many = Array.from({ length: 12 }, (_, at) => at)
    return [
      ...many.map((at): Line => [at, 'invoke', 'write', { key: 'x', value: at }]),
      ...read(50, 99),
      ...many.map((at): Line => [at, 'ok', 'write', { ok: null }]),
    ]
  }

  it('ends in a third verdict, never in "ok", and counts steps, not time', () => {
    const found = checkLinearizable(registerModel, written(hard()), 1_000)
    expect(found).toEqual({ verdict: 'unknown', steps: 1_000, part: 'x' })
    expect(checkLinearizable(registerModel, written(hard()), 1_000)).toEqual(found)
  })

  it('is enough for the same history when it is larger, since nothing is tried twice', () => {
    const found = checkOperations(registerModel, operationsOf(written(hard())), 2_000_000)
    expect(found.verdict).toBe('illegal')
    expect(found.steps).toBeLessThan(12 * 12 * 2 ** 12)
  })

  it('does not hide a wrong answer on another key', () => {
    const lines: Line[] = [...hard(), [60, 'invoke', 'read', { key: 'y' }], [60, 'ok', 'read', { ok: 1 }]]
    expect(checkLinearizable(registerModel, written(lines), 1_000)).toMatchObject({
      verdict: 'illegal',
      window: { part: 'y' },
    })
  })
})
