// How the answers of a service look in a history: what it gave, or the code of a refusal by its own rules.
// A refusal is an answer like any other: "insufficient funds" says something about the balance.

import * as z from 'zod'
import type { Json, LogIndex } from '../../shared/ids.ts'
import type { Operation } from './operations.ts'

/** What beside the answer itself is known of it: which entry of the log gave it, and for whose request. */
const facts = {
  index: z.number().optional(),
  request: z.string().optional(),
}

const answerSchema = z.union([
  z.object({ ok: z.json(), ...facts }),
  z.object({ refused: z.string(), ...facts }),
])
export type ServiceAnswer = z.infer<typeof answerSchema>

/** Null: unknown, so that every answer is possible. */
export const answerOf = ({ reply }: Operation): ServiceAnswer | null =>
  reply === null ? null : answerSchema.parse(reply.value)

export type Answered<C> = C & { readonly answer: ServiceAnswer | null }

/** The operation in the words of a model, with its answer. */
export const callOf = <C extends object>(schema: z.ZodType<C>, operation: Operation): Answered<C> => ({
  ...schema.parse({ f: operation.f, input: operation.input }),
  answer: answerOf(operation),
})

/** The answer's place in the log of its group; null where the history does not say. */
export const indexOf = (answer: ServiceAnswer | null): LogIndex | null => answer?.index ?? null

/** Whether the answer is the one expected; an unknown one always is. */
export const fits = (answer: ServiceAnswer | null, expected: Json): boolean =>
  answer === null || ('ok' in answer && sameJson(answer.ok, expected))

export const fitsRefusal = (answer: ServiceAnswer | null, code: string): boolean =>
  answer === null || ('refused' in answer && answer.refused === code)

/** Whatever the order of the fields. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const left = new Map(Object.entries(a))
  const right = Object.entries(b)
  return left.size === right.length && right.every(([name, value]) => sameField(left.get(name), value))
}

const sameField = (a: Json | undefined, b: Json): boolean => a !== undefined && sameJson(a, b)
