// Answers -> lines. The first word is ok:, refused:, unknown: or usage:, so that a person and a script
// read the outcome at the same place.

import type { Json } from '../../shared/ids.ts'
import type { BankChange, AtmStatus } from '../../shared/sdk/atm.ts'
import type { Outcome } from '../../shared/sdk/ask.ts'
import type { Body } from '../../shared/sdk/attempt.ts'
import { MAX_AMOUNT } from './parse.ts'

const text = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '?'

const part = (value: Json | undefined, name: string): string => (isRecord(value) ? text(value[name]) : '?')

const isRecord = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function renderChange(change: BankChange, outcome: Outcome, id: string, node: string): string {
  switch (outcome.outcome) {
    case 'ok':
      return `ok: ${done(change, outcome.body)}${already(outcome.body)} [${id}]`
    case 'refused':
      return outcome.code === 'no-connection'
        ? `refused: ${refusal(outcome, subjectOf(change), node)}`
        : `refused: ${refusal(outcome, subjectOf(change), node)}${already(outcome.body)} [${id}]`
    case 'unknown':
      return `unknown: may or may not be done, type again to ask once more [${id}]`
  }
}

const already = (body: Body): string => (body['duplicate'] === true ? ' (was already done)' : '')

/** What a refusal is about, where the answer itself does not say. */
interface Subject {
  readonly account: string
  readonly other: string
  readonly amount: number
}

const subjectOf = (change: BankChange): Subject => ({
  account: change.op === 'transfer' ? change.from : change.account,
  other: change.op === 'transfer' ? change.to : change.account,
  amount: change.op === 'create' ? 0 : change.amount,
})

function done(change: BankChange, body: Body): string {
  switch (change.op) {
    case 'create':
      return `created ${change.account}, balance ${text(body['balance'])}`
    case 'deposit':
      return `deposited ${change.amount} to ${change.account}, balance ${text(body['balance'])}`
    case 'withdraw':
      return `withdrew ${change.amount} from ${change.account}, balance ${text(body['balance'])}`
    case 'transfer': {
      const balances = `${change.from} has ${part(body['from'], 'balance')}, ${change.to} has ${part(body['to'], 'balance')}`
      return `moved ${change.amount} from ${change.from} to ${change.to}, ${balances}`
    }
  }
}

type Refused = Extract<Outcome, { readonly outcome: 'refused' }>

function refusal(refused: Refused, { account, other, amount }: Subject, node: string): string {
  const { body } = refused
  const named = typeof body['account'] === 'string' ? body['account'] : account
  switch (refused.code) {
    case 'no-such-account':
      return `there is no account ${typeof body['what'] === 'string' ? body['what'] : named}`
    case 'account-exists':
      return `account ${named} exists already`
    case 'insufficient-funds':
      return `${named} has ${text(body['balance'])}, that is less than ${amount}`
    case 'same-account':
      return `from and to are both ${account}`
    case 'bad-amount':
      return `amount must be a whole number from 1 to ${MAX_AMOUNT}`
    case 'bad-name':
      return 'a name is 1 to 64 of letters, digits, dot, underscore, hyphen'
    case 'balance-limit':
      return `the balance of ${typeof body['account'] === 'string' ? body['account'] : other} would be too large`
    case 'limit-reached':
      return `the bank holds no more than ${text(body['max'])} accounts`
    case 'no-leader':
      return 'no leader now, nothing was done, try again'
    case 'no-quorum':
      return `${node} hears ${text(body['heard'])} of ${text(body['voters'])}, a majority is ${text(body['needed'])}, nothing was done`
    case 'not-ready':
      return `${node} is still starting, nothing was done`
    case 'overloaded':
      return `${node} is busy, nothing was done`
    case 'no-connection':
      return `${node} does not answer, nothing was sent`
    default:
      return refused.message
  }
}

function renderRefusal(outcome: Outcome, account: string, node: string): string[] {
  if (outcome.outcome === 'unknown') return [`refused: ${node} does not answer, nothing was sent`]
  return outcome.outcome === 'refused'
    ? [`refused: ${refusal(outcome, { account, other: account, amount: 0 }, node)}`]
    : []
}

export function renderBalance(outcome: Outcome, account: string, node: string): string[] {
  if (outcome.outcome !== 'ok') return renderRefusal(outcome, account, node)
  const { body } = outcome
  const line = `ok: ${account} has ${text(body['balance'])}`
  return [
    body['consistency'] === 'local'
      ? `${line} (own copy of ${node} as of entry ${text(body['as_of'])}, may be old)`
      : line,
  ]
}

export function renderAccounts(outcome: Outcome, node: string): string[] {
  if (outcome.outcome !== 'ok') return renderRefusal(outcome, '', node)
  const accounts = records(outcome.body['accounts'])
  const held = accounts.reduce((sum, { balance }) => sum + (typeof balance === 'number' ? balance : 0), 0)
  const count = accounts.length === 1 ? '1 account' : `${accounts.length} accounts`
  return [
    `ok: ${count}, ${held} in all`,
    ...accounts.map(({ account, balance }) => `  ${text(account)} ${text(balance)}`),
  ]
}

export function renderHistory(outcome: Outcome, account: string, node: string): string[] {
  if (outcome.outcome !== 'ok') return renderRefusal(outcome, account, node)
  const entries = records(outcome.body['entries'])
  const count = entries.length === 1 ? '1 entry' : `${entries.length} entries`
  return [
    `ok: ${count} of ${account}`,
    ...entries.map((entry) => `  #${text(entry['index'])} ${ledgerLine(entry)}`),
  ]
}

function ledgerLine(entry: { readonly [key: string]: Json }): string {
  const balance = `, balance ${text(entry['balance'])}`
  switch (entry['kind']) {
    case 'deposited':
    case 'withdrew':
      return `${entry['kind']} ${text(entry['amount'])}${balance}`
    case 'sent':
      return `sent ${text(entry['amount'])} to ${text(entry['other'])}${balance}`
    case 'received':
      return `received ${text(entry['amount'])} from ${text(entry['other'])}${balance}`
    default:
      return 'created'
  }
}

const records = (value: Json | undefined): readonly { readonly [key: string]: Json }[] =>
  Array.isArray(value) ? value.filter((one: Json) => isRecord(one)) : []

export function renderStatus(status: AtmStatus | null, node: string): string {
  if (status === null) return `refused: ${node} does not answer, nothing was sent`
  const leader = status.leader ?? 'none'
  const place = `${status.role} in term ${status.term}, leader ${leader}`
  return `ok: ${node} is ${place}, applied ${status.applied} of ${status.last}, hears ${status.heard} of ${status.voters}`
}
