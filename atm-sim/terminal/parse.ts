// One typed line -> one command, or a line of help. Shell and browser use this same parser.

import { NAME_PATTERN } from '../../shared/ids.ts'
import type { BankChange } from '../../shared/sdk/atm.ts'

export type Command =
  | { readonly kind: 'change'; readonly change: BankChange }
  | { readonly kind: 'balance'; readonly account: string; readonly local: boolean }
  | { readonly kind: 'history'; readonly account: string; readonly lines: number }
  | { readonly kind: 'accounts' | 'status' | 'again' | 'menu' | 'help' | 'quit' | 'nothing' }
  | { readonly kind: 'at'; readonly node: string }
  /** Not sent at all: the whole line to print. */
  | { readonly kind: 'wrong'; readonly line: string }

export const MAX_AMOUNT = 1_000_000_000
const DEFAULT_HISTORY = 10
const MAX_HISTORY = 20

/** Each command's form, in the order help prints them. */
export const FORMS = {
  create: 'create <account>',
  deposit: 'deposit <account> <amount>',
  withdraw: 'withdraw <account> <amount>',
  transfer: 'transfer <from> <to> <amount>',
  balance: 'balance <account> [local]',
  history: 'history <account> [lines]',
  accounts: 'accounts',
  status: 'status',
  again: 'again',
  at: 'at <atm>',
  menu: 'menu',
  help: 'help',
  quit: 'quit',
} as const

type Word = keyof typeof FORMS

const isWord = (text: string): text is Word => Object.hasOwn(FORMS, text)

export function parse(line: string): Command {
  const [first = '', ...args] = line.trim().split(/\s+/)
  if (first === '') return { kind: 'nothing' }
  const typed = first.toLowerCase()
  const word = typed === 'inquire' ? 'balance' : typed
  if (!isWord(word)) return { kind: 'wrong', line: `usage: no command ${first}, type help` }
  return parseArguments(word, args)
}

const usage = (word: Word): Command => ({ kind: 'wrong', line: `usage: ${FORMS[word]}` })

function parseArguments(word: Word, args: readonly string[]): Command {
  switch (word) {
    case 'create':
      return args.length === 1 ? change({ op: word, account: args[0] ?? '' }) : usage(word)
    case 'deposit':
    case 'withdraw':
      return args.length === 2
        ? amountFor(args[1], (amount) => ({ op: word, account: args[0] ?? '', amount }))
        : usage(word)
    case 'transfer':
      return args.length === 3
        ? amountFor(args[2], (amount) => ({ op: word, from: args[0] ?? '', to: args[1] ?? '', amount }))
        : usage(word)
    case 'balance':
      return parseBalance(args)
    case 'history':
      return parseHistory(args)
    case 'at':
      return args.length === 1 ? { kind: 'at', node: args[0] ?? '' } : usage(word)
    case 'accounts':
    case 'status':
    case 'again':
    case 'menu':
    case 'help':
    case 'quit':
      return args.length === 0 ? { kind: word } : usage(word)
  }
}

const BAD_NAME = 'refused: a name is 1 to 64 of letters, digits, dot, underscore, hyphen'

function change(value: BankChange): Command {
  const names = value.op === 'transfer' ? [value.from, value.to] : [value.account]
  if (!names.every((name) => NAME_PATTERN.test(name))) return { kind: 'wrong', line: BAD_NAME }
  return { kind: 'change', change: value }
}

function amountFor(text: string | undefined, make: (amount: number) => BankChange): Command {
  const amount = /^\d{1,10}$/.test(text ?? '') ? Number(text) : 0
  if (amount < 1 || amount > MAX_AMOUNT) {
    return { kind: 'wrong', line: `refused: amount must be a whole number from 1 to ${MAX_AMOUNT}` }
  }
  return change(make(amount))
}

function parseBalance(args: readonly string[]): Command {
  const [account = '', local] = args
  const wellFormed = args.length === 1 || (args.length === 2 && local?.toLowerCase() === 'local')
  if (!wellFormed) return usage('balance')
  return NAME_PATTERN.test(account)
    ? { kind: 'balance', account, local: args.length === 2 }
    : { kind: 'wrong', line: BAD_NAME }
}

function parseHistory(args: readonly string[]): Command {
  const [account = '', text] = args
  const lines = text === undefined ? DEFAULT_HISTORY : Number(text)
  const wellFormed = args.length >= 1 && args.length <= 2 && Number.isInteger(lines)
  if (!wellFormed || lines < 1 || lines > MAX_HISTORY) return usage('history')
  return NAME_PATTERN.test(account) ? { kind: 'history', account, lines } : { kind: 'wrong', line: BAD_NAME }
}
