// The shapes endpoints ask for, and how a breach becomes one sentence that names the field.

import * as z from 'zod'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import { NAME_PATTERN, REQUEST_ID_PATTERN } from '../../shared/ids.ts'
import type { Failure, FailureCode } from '../../shared/protocol/failure.ts'
import { failure } from '../../shared/protocol/failure.ts'
import { DEFAULT_DEADLINE_MS, MAX_DEADLINE_MS, MIN_DEADLINE_MS } from '../../shared/protocol/limits.ts'
import type { Fields } from './fields.ts'

const NAME_RULE = 'must be 1 to 64 of letters, digits, dot, underscore, hyphen'

/** A topic, account or client. A breach is `bad-name`. */
export const name = z.string(NAME_RULE).regex(NAME_PATTERN, NAME_RULE)

/** Decimal strings count as numbers: they come from query strings and forms. */
const number = (value: unknown): unknown =>
  typeof value === 'string' && /^-?\d{1,20}$/.test(value.trim()) ? Number(value) : value

export function whole(low: number, high: number): z.ZodType<number> {
  const range = high === Number.MAX_SAFE_INTEGER ? `from ${low}` : `from ${low} to ${high}`
  const rule = `must be a whole number ${range}`
  return z.preprocess(number, z.number(rule).int(rule).min(low, rule).max(high, rule))
}

/** -1, null, an empty text and absent all mean that no partition is named. */
export const partition = (highest: number): z.ZodType<number | undefined> =>
  z.preprocess((value) => {
    const given = number(value)
    return given === null || given === -1 || given === '' ? undefined : given
  }, whole(0, highest).optional())

export const flag = z.preprocess(
  (value) => (value === 'yes' || value === 'true' || value === '1' || value === '' ? true : value),
  z.union([z.boolean(), z.enum(['no', 'false', '0']).transform(() => false)], 'must be yes or no'),
)

/** What every read and every change may carry. */
export const callOptions = z.object({
  deadline_ms: whole(MIN_DEADLINE_MS, MAX_DEADLINE_MS).default(DEFAULT_DEADLINE_MS),
  forward: flag.default(true),
  consistency: z.enum(['linearizable', 'local'], 'must be linearizable or local').default('linearizable'),
  request_id: z
    .string('must be a text')
    .regex(REQUEST_ID_PATTERN, 'must be 1 to 64 of letters, digits, dot, underscore, colon, hyphen')
    .optional(),
  request_after: whole(0, Number.MAX_SAFE_INTEGER).optional(),
})
export type CallOptions = z.infer<typeof callOptions>

/** Fields whose breach has a code of its own. */
const CODES: Readonly<Record<string, FailureCode>> = {
  account: 'bad-name',
  from: 'bad-name',
  to: 'bad-name',
  topic: 'bad-name',
  node: 'bad-name',
  producer_name: 'bad-name',
  consumer_name: 'bad-name',
  amount: 'bad-amount',
}

/** Unknown fields are ignored: clients in the wild send extras. */
export function parseFields<T>(schema: z.ZodType<T>, fields: Fields): Result<T, Failure> {
  const parsed = schema.safeParse(fields)
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  const field = String(issue?.path[0] ?? '')
  if (fields[field] === undefined) return err(missing(field))
  const code = CODES[field] ?? 'bad-request'
  return err(failure(code, `${field} ${issue?.message ?? 'is not as it must be'}`, { field }))
}

export const missing = (field: string): Failure => failure('bad-request', `${field} is missing`, { field })
