// Money, for histories of any length (the idea: Jepsen's bank test). Every list of accounts adds up to what
// came in minus what went out, and no balance anywhere is below 0. Over a whole window the money held has
// moved by what was acknowledged, give or take what nobody was told about.

import * as z from 'zod'
import { answerOf } from '../answers.ts'
import type { Operation } from '../operations.ts'
import type { Finding } from './finding.ts'
import { finding } from './finding.ts'

const totalsSchema = z.object({ deposited: z.number(), withdrawn: z.number(), held: z.number() })
const listSchema = z.object({
  accounts: z.array(z.object({ account: z.string(), balance: z.number() })),
  totals: totalsSchema,
})
export type AccountsRead = z.infer<typeof listSchema>

/** A list of accounts as the service gave it. */
export function checkAccounts(read: AccountsRead, whose: string): readonly Finding[] {
  const { accounts, totals } = read
  const sum = accounts.reduce((total, { balance }) => total + balance, 0)
  const negative = accounts.filter(({ balance }) => balance < 0)
  return [
    ...(sum === totals.held && totals.held === totals.deposited - totals.withdrawn
      ? []
      : [
          finding(
            'money is conserved',
            `${whose}: the accounts add up to ${sum}, ${totals.held} is held, ${totals.deposited} came in and ${totals.withdrawn} went out`,
          ),
        ]),
    ...negative.map(({ account, balance }) =>
      finding('nothing is negative', `${whose}: ${account} has ${balance}`),
    ),
  ]
}

const amountSchema = z.object({ amount: z.number() })

/** Between two quiet points; `before` and `after` are the money held there. */
export function checkHeld(
  operations: readonly Operation[],
  before: number,
  after: number,
): readonly Finding[] {
  let least = before
  let most = before
  for (const operation of operations) {
    const sign = operation.f === 'deposit' ? 1 : operation.f === 'withdraw' ? -1 : 0
    const answer = answerOf(operation)
    if (sign === 0 || (answer !== null && 'refused' in answer)) continue
    const by = sign * amountSchema.parse(operation.input).amount
    if (answer !== null || by < 0) least += by
    if (answer !== null || by > 0) most += by
  }
  if (after >= least && after <= most) return []
  const range = least === most ? String(least) : `between ${least} and ${most}`
  return [
    finding(
      'money is conserved',
      `${after} is held, after ${before} and what was acknowledged it must be ${range}`,
    ),
  ]
}
