// The bank's commands, what they give back, and its ledger lines. Amounts are checked by the machine, not
// by these schemas: a bad amount is an answer, not an unreadable entry.

import * as z from 'zod'
import { NAME_PATTERN } from '../ids.ts'
import { commandFields, logIndexSchema } from './request.ts'

const account = z.string().regex(NAME_PATTERN)
const amount = z.number()

export const bankCommandSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('createAccount'), account, ...commandFields }),
  z.strictObject({ op: z.literal('deposit'), account, amount, ...commandFields }),
  z.strictObject({ op: z.literal('withdraw'), account, amount, ...commandFields }),
  z.strictObject({ op: z.literal('transfer'), from: account, to: account, amount, ...commandFields }),
])
export type BankCommand = z.infer<typeof bankCommandSchema>

const holding = z.strictObject({ account, balance: z.int().min(0) })

/** What deposit, withdraw and the balance inquiry give back. */
export type Holding = z.infer<typeof holding>

const transferredSchema = z.strictObject({ from: holding, to: holding })
export type Transferred = z.infer<typeof transferredSchema>

export const ledgerLineSchema = z.strictObject({
  index: logIndexSchema,
  at: z.number(),
  kind: z.enum(['created', 'deposited', 'withdrew', 'sent', 'received']),
  amount: z.int().min(0),
  /** The other account of a transfer, else null. */
  other: account.nullable(),
  /** The balance after it. */
  balance: z.int().min(0),
})
export type LedgerLine = z.infer<typeof ledgerLineSchema>

export const accountListSchema = z.strictObject({
  accounts: z.array(z.strictObject({ account, number: z.int().min(1), balance: z.int().min(0) })),
  totals: z.strictObject({
    deposited: z.int().min(0),
    withdrawn: z.int().min(0),
    held: z.int().min(0),
  }),
})
export type AccountList = z.infer<typeof accountListSchema>
