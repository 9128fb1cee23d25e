// The bank with its real answers: balances after each movement, account numbers, and refusals in the order
// in which the bank decides them. Transfers couple all accounts, so there is one part.

import * as z from 'zod'
import { unreachable } from '../../../shared/assert.ts'
import type { AccountId, Json } from '../../../shared/ids.ts'
import type { Answered } from '../answers.ts'
import { callOf, fits, fitsRefusal } from '../answers.ts'
import type { Model } from '../model.ts'

const account = z.string()
const amount = z.number()
const callSchema = z.discriminatedUnion('f', [
  z.object({ f: z.literal('create'), input: z.object({ account }) }),
  z.object({ f: z.literal('deposit'), input: z.object({ account, amount }) }),
  z.object({ f: z.literal('withdraw'), input: z.object({ account, amount }) }),
  z.object({ f: z.literal('transfer'), input: z.object({ from: account, to: account, amount }) }),
  z.object({ f: z.literal('balance'), input: z.object({ account }) }),
  z.object({ f: z.literal('accounts'), input: z.object({}) }),
])
type Request = z.infer<typeof callSchema>
type Call = Answered<Request>

/** Balances by account, in order of creation. */
export type Balances = ReadonlyMap<AccountId, number>

export const bankModel = (initial: Balances = new Map()): Model<Balances, Call> => ({
  name: 'bank',
  part: () => '',
  initial: () => initial,
  read: (operation) => callOf(callSchema, operation),
  step: (state, call) => {
    const { after, answer } = execute(state, call)
    const isThat =
      'refused' in answer ? fitsRefusal(call.answer, answer.refused) : fits(call.answer, answer.ok)
    return isThat ? after : null
  },
  key: (state) => [...state].map(([name, balance]) => `${name}=${balance}`).join(),
})

interface Done {
  readonly after: Balances
  readonly answer: { readonly ok: Json } | { readonly refused: string }
}

function execute(state: Balances, call: Request): Done {
  switch (call.f) {
    case 'create': {
      const { account } = call.input
      if (state.has(account)) return refused(state, 'account-exists')
      const ok = { account, number: state.size + 1, balance: 0 }
      return { after: new Map([...state, [account, 0]]), answer: { ok } }
    }
    case 'deposit':
      return moved(state, call.input.account, call.input.amount)
    case 'withdraw':
      return moved(state, call.input.account, -call.input.amount)
    case 'transfer':
      return transferred(state, call.input)
    case 'balance':
      return moved(state, call.input.account, 0)
    case 'accounts':
      return { after: state, answer: { ok: Object.fromEntries(state) } }
    default:
      return unreachable(call)
  }
}

const refused = (state: Balances, code: string): Done => ({ after: state, answer: { refused: code } })

function moved(state: Balances, account: AccountId, by: number): Done {
  const before = state.get(account)
  if (before === undefined) return refused(state, 'no-such-account')
  if (before + by < 0) return refused(state, 'insufficient-funds')
  const after = by === 0 ? state : new Map(state).set(account, before + by)
  return { after, answer: { ok: { account, balance: before + by } } }
}

interface Transfer {
  readonly from: AccountId
  readonly to: AccountId
  readonly amount: number
}

function transferred(state: Balances, { from, to, amount }: Transfer): Done {
  if (from === to) return refused(state, 'same-account')
  const payer = state.get(from)
  const payee = state.get(to)
  if (payer === undefined || payee === undefined) return refused(state, 'no-such-account')
  if (payer < amount) return refused(state, 'insufficient-funds')
  const ok = {
    from: { account: from, balance: payer - amount },
    to: { account: to, balance: payee + amount },
  }
  return { after: new Map(state).set(from, payer - amount).set(to, payee + amount), answer: { ok } }
}
