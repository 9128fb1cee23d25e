// The bank of the ATM network. Every error that depends on accounts or money is decided here, inside the
// replicated step, so two withdrawals racing for the last money never both succeed. Inquiries are reads
// and never enter the log.

import type { AccountId } from '../../shared/ids.ts'
import { unreachable } from '../../shared/assert.ts'
import { bankCommandSchema } from '../../shared/protocol/bank.ts'
import type { AccountList, BankCommand, Holding, LedgerLine } from '../../shared/protocol/bank.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import {
  DEFAULT_LEDGER_LINES,
  MAX_ACCOUNTS,
  MAX_AMOUNT,
  MAX_BALANCE,
  MAX_TOTAL_DEPOSITED,
} from '../../shared/protocol/limits.ts'
import { err, ok } from '../../shared/result.ts'
import type { Result } from '../../shared/result.ts'
import { Ledger } from './ledger.ts'
import type { Account } from './ledger.ts'
import type { Machine } from './machine.ts'
import { Replicated, done, refuse } from './replicated.ts'
import type { Answer, Stamp } from './replicated.ts'

export interface Bank extends Machine {
  balance(account: AccountId): Result<Holding, Failure>
  /** By name, with what was paid in, paid out and is held. */
  accounts(): AccountList
  /** The last lines of an account, newest last. */
  history(account: AccountId, limit?: number): Result<readonly LedgerLine[], Failure>
}

export function createBank(): Bank {
  const ledger = new Ledger()
  const machine = new Replicated<BankCommand>({
    schema: bankCommandSchema,
    usesRequestMemory: () => true,
    execute: (command, stamp) => execute(ledger, command, stamp),
    describe: describeBankCommand,
    save: () => ledger.save(),
    load: { inSlices: (saved) => ledger.loading(saved) },
  })
  const reads: Omit<Bank, keyof Machine> = {
    balance: (account) => withAccount(ledger, account, holdingOf),
    accounts: () => listAccounts(ledger),
    history: (account, limit = DEFAULT_LEDGER_LINES) =>
      withAccount(ledger, account, (found) => found.lines.slice(-Math.max(1, limit))),
  }
  return Object.assign(machine, reads)
}

/** Form first, then accounts (from before to), then funds, then limits. */
function execute(ledger: Ledger, command: BankCommand, stamp: Stamp): Answer {
  switch (command.op) {
    case 'createAccount':
      return createAccount(ledger, command.account, stamp)
    case 'deposit':
      return deposit(ledger, command.account, command.amount, stamp)
    case 'withdraw':
      return withdraw(ledger, command.account, command.amount, stamp)
    case 'transfer':
      return transfer(ledger, command, stamp)
    default:
      return unreachable(command)
  }
}

function createAccount(ledger: Ledger, account: AccountId, stamp: Stamp): Answer {
  if (ledger.find(account) !== undefined) {
    return refuse('account-exists', `account ${account} exists already`, { what: account })
  }
  if (ledger.size >= MAX_ACCOUNTS) {
    const message = `the bank holds no more than ${MAX_ACCOUNTS} accounts`
    return refuse('limit-reached', message, { limit: 'accounts', max: MAX_ACCOUNTS })
  }
  const { number } = ledger.open(account, stamp)
  return done({ account, number, balance: 0 })
}

function deposit(ledger: Ledger, name: AccountId, amount: number, stamp: Stamp): Answer {
  if (!isAmount(amount)) return badAmount()
  const account = ledger.find(name)
  if (account === undefined) return noSuchAccount(name)
  const total = ledger.totals.deposited + amount
  if (account.balance + amount > MAX_BALANCE || total > MAX_TOTAL_DEPOSITED) return balanceLimit(account)
  return done(holdingOf(ledger.deposit(account, amount, stamp)))
}

function withdraw(ledger: Ledger, name: AccountId, amount: number, stamp: Stamp): Answer {
  if (!isAmount(amount)) return badAmount()
  const account = ledger.find(name)
  if (account === undefined) return noSuchAccount(name)
  if (account.balance < amount) return insufficientFunds(account, amount)
  return done(holdingOf(ledger.withdraw(account, amount, stamp)))
}

function transfer(ledger: Ledger, command: Extract<BankCommand, { op: 'transfer' }>, stamp: Stamp): Answer {
  const { amount } = command
  if (!isAmount(amount)) return badAmount()
  if (command.from === command.to) return refuse('same-account', `from and to are both ${command.from}`)
  const from = ledger.find(command.from)
  if (from === undefined) return noSuchAccount(command.from)
  const to = ledger.find(command.to)
  if (to === undefined) return noSuchAccount(command.to)
  if (from.balance < amount) return insufficientFunds(from, amount)
  if (to.balance + amount > MAX_BALANCE) return balanceLimit(to)
  const moved = ledger.transfer(from, to, amount, stamp)
  return done({ from: holdingOf(moved.from), to: holdingOf(moved.to) })
}

const isAmount = (amount: number): boolean => Number.isInteger(amount) && amount >= 1 && amount <= MAX_AMOUNT
const holdingOf = ({ account, balance }: Account): Holding => ({ account, balance })

const badAmount = () => refuse('bad-amount', `amount must be a whole number from 1 to ${MAX_AMOUNT}`)
const noSuchAccount = (name: AccountId) =>
  refuse('no-such-account', `there is no account ${name}`, { what: name })
const insufficientFunds = ({ account, balance }: Account, amount: number) =>
  refuse('insufficient-funds', `${account} has ${balance}, that is less than ${amount}`, { account, balance })
const balanceLimit = ({ account }: Account) =>
  refuse('balance-limit', `the balance of ${account} would be too large`, { account })

function withAccount<T>(ledger: Ledger, name: AccountId, read: (account: Account) => T): Result<T, Failure> {
  const account = ledger.find(name)
  return account === undefined ? err(noSuchAccount(name).failure) : ok(read(account))
}

function listAccounts(ledger: Ledger): AccountList {
  const accounts = ledger.all().map(({ account, number, balance }) => ({ account, number, balance }))
  accounts.sort((a, b) => (a.account < b.account ? -1 : 1))
  return { accounts, totals: { ...ledger.totals } }
}

function describeBankCommand(command: BankCommand): string {
  switch (command.op) {
    case 'createAccount':
      return `create ${command.account}`
    case 'deposit':
    case 'withdraw':
      return `${command.op} ${command.account} ${command.amount}`
    case 'transfer':
      return `transfer ${command.from} ${command.to} ${command.amount}`
    default:
      return unreachable(command)
  }
}
