import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BankCommand } from '../../shared/protocol/bank.ts'
import { MAX_ACCOUNTS, MAX_AMOUNT, MAX_BALANCE } from '../../shared/protocol/limits.ts'
import { createBank } from './bank.ts'
import type { Bank } from './bank.ts'
import { applyAll, machineContract, textOf } from './machine.contract.ts'

const at = 0
const create = (account: string): BankCommand => ({ op: 'createAccount', account, at })
const deposit = (account: string, amount: number): BankCommand => ({ op: 'deposit', account, amount, at })
const withdraw = (account: string, amount: number): BankCommand => ({ op: 'withdraw', account, amount, at })
const transfer = (from: string, to: string, amount: number): BankCommand => ({
  op: 'transfer',
  from,
  to,
  amount,
  at,
})
const named = (command: BankCommand, id: string, after?: number): BankCommand => ({
  ...command,
  request: after === undefined ? { id } : { id, after },
})

const name = fc.constantFrom('alice', 'bob', 'carol')
const amount = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constantFrom(0, -1, 1.5, MAX_AMOUNT + 1))
const bare: fc.Arbitrary<BankCommand> = fc.oneof(
  name.map(create),
  fc.tuple(name, amount).map(([account, value]) => deposit(account, value)),
  fc.tuple(name, amount).map(([account, value]) => withdraw(account, value)),
  fc.tuple(name, name, amount).map(([from, to, value]) => transfer(from, to, value)),
)
const command: fc.Arbitrary<BankCommand> = fc.oneof(
  bare,
  fc.tuple(bare, fc.constantFrom('r1', 'r2', 'r3', 'r4')).map(([inner, id]) => named(inner, id)),
)

machineContract('the bank', { create: createBank, command })

function bankWith(...commands: BankCommand[]): Bank {
  const bank = createBank()
  for (const reply of applyAll(bank, commands)) expect(reply.ok).toBe(true)
  return bank
}

describe('the bank', () => {
  it('conserves money and never lets a balance fall below 0, whatever is asked', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 80 }), (commands) => {
        const bank = createBank()
        for (const [position, each] of commands.entries()) {
          bank.apply(each, position + 1)
          const { accounts, totals } = bank.accounts()
          const held = accounts.reduce((sum, { balance }) => sum + balance, 0)
          expect(held).toBe(totals.deposited - totals.withdrawn)
          expect(totals.held).toBe(held)
          expect(accounts.every(({ balance }) => balance >= 0)).toBe(true)
        }
      }),
    )
  })

  it('changes no account when it refuses', () => {
    fc.assert(
      fc.property(fc.array(bare, { maxLength: 40 }), bare, (commands, last) => {
        const bank = createBank()
        applyAll(bank, commands)
        const before = bank.accounts()
        if (!bank.apply(last, commands.length + 1).ok) expect(bank.accounts()).toEqual(before)
      }),
    )
  })

  it('never pays the last money twice', () => {
    const bank = bankWith(create('alice'), deposit('alice', 100))
    expect(bank.apply(withdraw('alice', 100), 3)).toMatchObject({ ok: true, value: { balance: 0 } })
    expect(bank.apply(withdraw('alice', 100), 4)).toMatchObject({
      ok: false,
      failure: { code: 'insufficient-funds', account: 'alice', balance: 0 },
    })
  })

  it('gives account numbers in order of creation and refuses a double account', () => {
    const bank = bankWith(create('zoe'), create('alice'))
    expect(bank.apply(create('zoe'), 3)).toMatchObject({ ok: false, failure: { code: 'account-exists' } })
    expect(bank.accounts().accounts).toEqual([
      { account: 'alice', number: 2, balance: 0 },
      { account: 'zoe', number: 1, balance: 0 },
    ])
  })

  it.each([
    ['an amount before an account', withdraw('nobody', 0), 'bad-amount'],
    ['an amount with a fraction', deposit('alice', 0.5), 'bad-amount'],
    ['an amount above the limit', deposit('alice', MAX_AMOUNT + 1), 'bad-amount'],
    ['a transfer to itself before the account', transfer('nobody', 'nobody', 1), 'same-account'],
    ['the account it comes from before funds', transfer('nobody', 'alice', 999), 'no-such-account'],
    ['the account it goes to before funds', transfer('alice', 'nobody', 999), 'no-such-account'],
    ['funds', transfer('alice', 'bob', 999), 'insufficient-funds'],
  ] as const)('refuses %s', (_what, last, code) => {
    const bank = bankWith(create('alice'), create('bob'), deposit('alice', 100))
    expect(bank.apply(last, 4)).toMatchObject({ ok: false, failure: { code } })
  })

  it('names the account a transfer comes from first when both are unknown', () => {
    expect(createBank().apply(transfer('x', 'y', 1), 1)).toMatchObject({ failure: { what: 'x' } })
  })

  it('moves both sides of a transfer or neither', () => {
    const bank = bankWith(create('alice'), create('bob'), deposit('alice', 100), transfer('alice', 'bob', 30))
    expect(bank.balance('alice')).toEqual({ ok: true, value: { account: 'alice', balance: 70 } })
    expect(bank.balance('bob')).toEqual({ ok: true, value: { account: 'bob', balance: 30 } })
  })

  it('shows the newest lines last, each with the entry that wrote it', () => {
    const bank = bankWith(create('alice'), create('bob'), deposit('alice', 100), transfer('alice', 'bob', 30))
    expect(bank.history('alice', 2)).toEqual({
      ok: true,
      value: [
        { index: 3, at: 0, kind: 'deposited', amount: 100, other: null, balance: 100 },
        { index: 4, at: 0, kind: 'sent', amount: 30, other: 'bob', balance: 70 },
      ],
    })
    expect(bank.history('nobody')).toMatchObject({ ok: false, error: { code: 'no-such-account' } })
  })

  it('keeps 20 lines of an account', () => {
    const bank = bankWith(create('alice'), ...Array.from({ length: 25 }, () => deposit('alice', 1)))
    const history = bank.history('alice', 100)
    expect(history.ok && history.value.map(({ balance }) => balance)).toEqual(
      Array.from({ length: 20 }, (_, line) => line + 6),
    )
  })

  it('pays out the last unit and not one more', () => {
    const bank = bankWith(create('alice'), create('bob'), deposit('alice', 100))
    expect(bank.apply(transfer('alice', 'bob', 101), 4)).toMatchObject({
      failure: { code: 'insufficient-funds' },
    })
    expect(bank.apply(transfer('alice', 'bob', 100), 5)).toMatchObject({ value: { from: { balance: 0 } } })
  })

  it('lets no balance grow beyond what it can hold, by deposit or by transfer', () => {
    const bank = createBank()
    const rich = { account: 'rich', number: 1, balance: MAX_BALANCE, lines: [] }
    const poor = { account: 'poor', number: 2, balance: 1, lines: [] }
    const state = { accounts: [rich, poor], deposited: MAX_BALANCE + 1, withdrawn: 0 }
    bank.restore({ ...Object(bank.snapshot()), state })
    const before = bank.accounts()
    expect(bank.apply(deposit('rich', 1), 1)).toMatchObject({ failure: { code: 'balance-limit' } })
    expect(bank.apply(transfer('poor', 'rich', 1), 2)).toMatchObject({ failure: { account: 'rich' } })
    expect(bank.accounts()).toEqual(before)
  })

  it('does not begin from a state whose money does not add up', () => {
    const bank = createBank()
    const state = { accounts: [], deposited: 5, withdrawn: 0 }
    expect(() => bank.restore({ ...Object(bank.snapshot()), state })).toThrow('0 held')
  })

  it('holds no more than 1000 accounts', () => {
    const bank = bankWith(...Array.from({ length: MAX_ACCOUNTS }, (_, number) => create(`a${number}`)))
    expect(bank.apply(create('more'), MAX_ACCOUNTS + 1)).toMatchObject({
      failure: { code: 'limit-reached', limit: 'accounts', max: 1000 },
    })
  })

  it('is not changed by asking a balance', () => {
    const bank = bankWith(create('alice'))
    const before = textOf(bank)
    bank.balance('alice')
    bank.accounts()
    bank.history('alice')
    expect(textOf(bank)).toBe(before)
  })

  it('never lets its time run backwards', () => {
    const bank = bankWith({ ...create('alice'), at: 500 }, { ...deposit('alice', 1), at: 200 })
    const history = bank.history('alice')
    expect(history.ok && history.value.map((line) => line.at)).toEqual([500, 500])
  })

  it('labels commands in the words of the terminal', () => {
    const bank = createBank()
    const labels = [create('a'), deposit('a', 1), withdraw('alice', 30), transfer('a', 'b', 2)]
    expect(labels.map((each) => bank.describe(each))).toEqual([
      'create a',
      'deposit a 1',
      'withdraw alice 30',
      'transfer a b 2',
    ])
  })
})
