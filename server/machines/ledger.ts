// The money: accounts, their last lines, and the totals that must agree with them. It decides nothing; the
// bank asks first. After every movement no balance is below 0 and what is held is what came in minus what
// went out, or the process ends.

import * as z from 'zod'
import { assert } from '../../shared/assert.ts'
import type { AccountId, Json } from '../../shared/ids.ts'
import { ledgerLineSchema } from '../../shared/protocol/bank.ts'
import type { LedgerLine } from '../../shared/protocol/bank.ts'
import { MAX_LEDGER_LINES } from '../../shared/protocol/limits.ts'
import type { Loading } from './loading.ts'
import type { Stamp } from './replicated.ts'

const accountSchema = z.strictObject({
  account: z.string(),
  number: z.int(),
  balance: z.int(),
  lines: z.array(ledgerLineSchema),
})

const savedSchema = z.strictObject({
  accounts: z.array(z.unknown()),
  deposited: z.int(),
  withdrawn: z.int(),
})

export interface Account {
  readonly account: AccountId
  /** From 1, in order of creation. */
  readonly number: number
  readonly balance: number
  /** Newest last. */
  readonly lines: readonly LedgerLine[]
}

export interface Totals {
  readonly deposited: number
  readonly withdrawn: number
  /** The sum of all balances, kept as they change. */
  readonly held: number
}

type Kind = LedgerLine['kind']

export class Ledger {
  #accounts = new Map<AccountId, Account>()
  #totals: Totals = { deposited: 0, withdrawn: 0, held: 0 }

  get totals(): Totals {
    return this.#totals
  }

  get size(): number {
    return this.#accounts.size
  }

  find(account: AccountId): Account | undefined {
    return this.#accounts.get(account)
  }

  /** In order of creation. */
  all(): Account[] {
    return [...this.#accounts.values()]
  }

  open(account: AccountId, stamp: Stamp): Account {
    const empty = { account, number: this.size + 1, balance: 0, lines: [] }
    return this.#book(empty, 0, 'created', null, stamp)
  }

  deposit(account: Account, amount: number, stamp: Stamp): Account {
    const after = this.#book(account, amount, 'deposited', null, stamp)
    this.#totals = { ...this.#totals, deposited: this.#totals.deposited + amount }
    this.#assertConserved()
    return after
  }

  withdraw(account: Account, amount: number, stamp: Stamp): Account {
    const after = this.#book(account, -amount, 'withdrew', null, stamp)
    this.#totals = { ...this.#totals, withdrawn: this.#totals.withdrawn + amount }
    this.#assertConserved()
    return after
  }

  transfer(from: Account, to: Account, amount: number, stamp: Stamp): { from: Account; to: Account } {
    const moved = {
      from: this.#book(from, -amount, 'sent', to.account, stamp),
      to: this.#book(to, amount, 'received', from.account, stamp),
    }
    this.#assertConserved()
    return moved
  }

  save(): Json {
    const { deposited, withdrawn } = this.#totals
    const accounts = this.all().map(({ account, number, balance, lines }) => ({
      account,
      number,
      balance,
      lines: [...lines],
    }))
    return { accounts, deposited, withdrawn }
  }

  /** An account with its lines is a step. */
  *loading(json: unknown): Loading {
    const { accounts: all, deposited, withdrawn } = savedSchema.parse(json)
    const accounts = new Map<AccountId, Account>()
    let held = 0
    for (const each of all) {
      const account = accountSchema.parse(each)
      accounts.set(account.account, account)
      held += account.balance
      yield
    }
    return () => {
      this.#accounts = accounts
      this.#totals = { deposited, withdrawn, held }
      this.#assertConserved()
    }
  }

  #book(before: Account, delta: number, kind: Kind, other: AccountId | null, stamp: Stamp): Account {
    const balance = before.balance + delta
    assert(balance >= 0, () => `${before.account} would have ${balance}`)
    const line: LedgerLine = {
      index: stamp.index,
      at: stamp.at,
      kind,
      amount: Math.abs(delta),
      other,
      balance,
    }
    const after = { ...before, balance, lines: [...before.lines, line].slice(-MAX_LEDGER_LINES) }
    this.#accounts.set(after.account, after)
    this.#totals = { ...this.#totals, held: this.#totals.held + delta }
    return after
  }

  #assertConserved(): void {
    const { deposited, withdrawn, held } = this.#totals
    assert(held === deposited - withdrawn, () => `${held} held, but ${deposited} - ${withdrawn} came in`)
  }
}
