// The bank in a few lines: who has what, and what was answered to which request id.

import type { Json, LogIndex } from '../../../shared/ids.ts'
import { bankCommandSchema } from '../../../shared/protocol/bank.ts'
import type { BankCommand } from '../../../shared/protocol/bank.ts'
import { check } from '../violation.ts'
import { done, refused } from './expected.ts'
import type { Expected, Model } from './expected.ts'

export class BankModel implements Model {
  readonly #balances = new Map<string, number>()
  readonly #answered = new Map<string, Expected>()
  #deposited = 0
  #withdrawn = 0

  get held(): number {
    return [...this.#balances.values()].reduce((sum, balance) => sum + balance, 0)
  }

  balance(account: string): number | undefined {
    return this.#balances.get(account)
  }

  apply(json: unknown, index: LogIndex): Expected {
    const command = bankCommandSchema.parse(json)
    const id = command.request?.id
    const before = id === undefined ? undefined : this.#answered.get(id)
    if (before !== undefined) return { ...before, duplicate: true }
    const answer = this.#execute(command, index)
    if (id !== undefined) this.#answered.set(id, answer)
    this.#checkMoney()
    return answer
  }

  #execute(command: BankCommand, index: LogIndex): Expected {
    switch (command.op) {
      case 'createAccount': {
        const { account } = command
        if (this.#balances.has(account)) return refused('account-exists', index)
        this.#balances.set(account, 0)
        return done({ account, number: this.#balances.size, balance: 0 }, index)
      }
      case 'deposit':
        this.#deposited += this.#balances.has(command.account) ? command.amount : 0
        return this.#change(command.account, command.amount, index)
      case 'withdraw': {
        const answer = this.#change(command.account, -command.amount, index)
        if (answer.ok) this.#withdrawn += command.amount
        return answer
      }
      case 'transfer':
        return this.#transfer(command, index)
    }
  }

  #change(account: string, by: number, index: LogIndex): Expected {
    const before = this.#balances.get(account)
    if (before === undefined) return refused('no-such-account', index)
    if (before + by < 0) return refused('insufficient-funds', index)
    this.#balances.set(account, before + by)
    return done(this.#holding(account), index)
  }

  #transfer(command: Extract<BankCommand, { op: 'transfer' }>, index: LogIndex): Expected {
    const { from, to, amount } = command
    if (from === to) return refused('same-account', index)
    if (!this.#balances.has(from) || !this.#balances.has(to)) return refused('no-such-account', index)
    const paid = this.#change(from, -amount, index)
    if (!paid.ok) return paid
    this.#change(to, amount, index)
    return done({ from: this.#holding(from), to: this.#holding(to) }, index)
  }

  #holding(account: string): Json {
    return { account, balance: this.#balances.get(account) ?? 0 }
  }

  #checkMoney(): void {
    const expected = this.#deposited - this.#withdrawn
    check(this.held === expected, 'MoneyConserved', () => `${this.held} is held, ${expected} came in`)
  }
}
