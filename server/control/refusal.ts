// Why a control request was not carried out: a status, a code for programs, a sentence for people.

import type * as z from 'zod'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'

export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly [field: string]: string | number
}

export const refusal = (status: number, code: string, message: string): Refusal => ({ status, code, message })
export const badRequest = (message: string): Refusal => refusal(400, 'bad-request', message)
export const notFound = (code: string, message: string): Refusal => refusal(404, code, message)
/** It exists, and it makes no sense now. */
export const notNow = (message: string): Refusal => refusal(409, 'not-now', message)

/** Parses a body, or names the field, what is wrong with it and what is allowed. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown, what: string): Result<T, Refusal> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return err(badRequest(`${what} must be a JSON object, sent with content-type application/json`))
  const parsed = schema.safeParse(body)
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  return err(badRequest(issue === undefined ? `${what} cannot be understood` : sentence(issue, what, body)))
}

function sentence(issue: z.core.$ZodIssue, what: string, body: object): string {
  const field = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys')
    return `${what} has no field ${issue.keys.join(', ')}${field === '' ? '' : ` in ${field}`}: unknown fields are refused`
  const kinds = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String).join(', ') : ''
  if (issue.code === 'invalid_union' && kinds !== '')
    return `${field} must be one of ${kinds}${given(issue.path, body)}`
  return `${field === '' ? what : field}: ${issue.message}${given(issue.path, body)}`
}

const MAX_SHOWN = 60

function given(path: readonly PropertyKey[], body: object): string {
  let value: unknown = body
  for (const key of path)
    value =
      typeof value === 'object' && value !== null
        ? Object.entries(value).find(([name]) => name === String(key))?.[1]
        : undefined
  if (value === undefined) return ', it is missing'
  return `, it is ${JSON.stringify(value).slice(0, MAX_SHOWN)}`
}
