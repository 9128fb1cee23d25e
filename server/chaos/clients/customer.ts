// A customer of the bank at one ATM. Transfers between a few accounts that all customers share: the more they
// meet, the more an answer says about the order in which things happened.

import type { AccountId, NodeId } from '../../../shared/ids.ts'
import type { Random } from '../../../shared/random.ts'
import type { Body, Fields } from '../../../shared/sdk/attempt.ts'
import { accountListSchema } from '../../../shared/protocol/bank.ts'
import type { AccountList } from '../../../shared/protocol/bank.ts'
import type { Asker, Call } from './asking.ts'
import type { Client } from './client.ts'

export const ACCOUNTS: readonly [AccountId, ...AccountId[]] = ['ann', 'ben', 'cem', 'dia', 'eva']
/** What everybody begins with: small enough that money runs out. */
export const FIRST_DEPOSIT = 50
const LARGEST_AMOUNT = 40

export function createCustomer(asker: Asker, name: string, node: NodeId, random: Random): Client {
  const change = (f: string, path: string, input: Readonly<Record<string, string | number>>): Call =>
    bankChange(node, f, path, input, asker.newRequestId(name))
  return {
    name,
    waits: false,
    next() {
      const account = random.pick(ACCOUNTS)
      const to = random.pick(ACCOUNTS)
      const amount = random.int(1, LARGEST_AMOUNT)
      const kind = random.next()
      if (kind < 0.4) return change('transfer', '/transfer', { from: account, to, amount })
      if (kind < 0.55) return change('withdraw', '/withdraw', { account, amount })
      if (kind < 0.7) return change('deposit', '/deposit', { account, amount })
      return kind < 0.85 ? balanceRead(node, account) : accountsRead(node)
    },
  }
}

export const bankChange = (
  node: NodeId,
  f: string,
  path: string,
  input: Fields & Call['input'],
  requestId: string,
): Call => ({
  service: 'bank',
  group: 'atm',
  f,
  input,
  node,
  method: 'POST',
  path,
  fields: input,
  requestId,
  read: (body) => withoutFacts(body),
})

const balanceRead = (node: NodeId, account: AccountId): Call => ({
  ...bankRead(node, 'balance', '/balance', { account }),
  read: ({ account: name = null, balance = null }) => ({ account: name, balance }),
})

/** The whole bank. */
export const accountsRead = (node: NodeId): Call => ({
  ...bankRead(node, 'accounts', '/accounts', {}),
  read: (body) => balancesIn(body),
})

const bankRead = (
  node: NodeId,
  f: string,
  path: string,
  input: Readonly<Record<string, string>>,
): Omit<Call, 'read'> => ({
  service: 'bank',
  group: 'atm',
  f,
  input,
  node,
  method: 'GET',
  path,
  fields: input,
  requestId: null,
})

export const accountListIn = ({ accounts = null, totals = null }: Body): AccountList =>
  accountListSchema.parse({ accounts, totals })

const balancesIn = (body: Body): Readonly<Record<string, number>> =>
  Object.fromEntries(accountListIn(body).accounts.map(({ account, balance }) => [account, balance]))

/** What the machine gave; the rest of the body says how it was come by. */
function withoutFacts(body: Body): Body {
  const facts = new Set(['status', 'request_id', 'index', 'duplicate', 'message'])
  return Object.fromEntries(Object.entries(body).filter(([name]) => !facts.has(name)))
}
