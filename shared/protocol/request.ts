// What every replicated command carries, and what every state machine answers. A client makes the request
// id before it sends, so the same request asked again, anywhere, is never done twice.

import * as z from 'zod'
import { REQUEST_ID_PATTERN } from '../ids.ts'
import type { Json, LogIndex } from '../ids.ts'
import { failureSchema } from './failure.ts'
import type { Failure } from './failure.ts'

export const logIndexSchema = z.int().min(0)

const requestSchema = z.strictObject({
  id: z.string().regex(REQUEST_ID_PATTERN),
  /** The highest index of the group the client had seen when it made the id. */
  after: z.exactOptional(logIndexSchema),
})
export type Request = z.infer<typeof requestSchema>

/** Fields of every command. `at` is stamped by the proposer, in cluster milliseconds: machines have no clock. */
export const commandFields = { at: z.number().min(0), request: z.exactOptional(requestSchema) }

/** The part of every command that the machines treat alike. */
export interface AnyCommand {
  readonly op: string
  readonly at: number
  readonly request?: Request
}

/**
 * `index` is the entry that did it: with `duplicate`, the earlier one whose answer is given again.
 * A refusal by the machine has its place in the log too.
 */
export type Reply =
  | { readonly ok: true; readonly value: Json; readonly index: LogIndex; readonly duplicate: boolean }
  | { readonly ok: false; readonly failure: Failure; readonly index: LogIndex; readonly duplicate: boolean }

const replyFields = { index: logIndexSchema, duplicate: z.boolean() }

export const replySchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.json(), ...replyFields }),
  z.strictObject({ ok: z.literal(false), failure: failureSchema, ...replyFields }),
])
