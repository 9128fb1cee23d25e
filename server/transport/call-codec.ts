// Questions between nodes and their answers: forwarded requests, brokers' reports, orders. `id` is chosen
// by the asker and echoed. The content is opaque here; who answers a method knows its schema.

import * as z from 'zod'
import type { Json } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { OutgoingFrame } from './port.ts'
import { parseAs } from './shape.ts'

/** It came out of JSON.parse, so only its absence can be wrong. */
const anyJson = z.custom<Json>((value) => value !== undefined, 'is missing')
const id = z.int().min(0)

const callSchema = z.object({
  id,
  method: z.string().min(1).max(64),
  /** Cluster milliseconds the asker will wait: later answers are thrown away. */
  deadlineMs: z.number().min(0),
  body: anyJson,
})
const answerSchema = z.discriminatedUnion('ok', [
  z.object({ id, ok: z.literal(true), body: anyJson }),
  z.object({ id, ok: z.literal(false), why: z.enum(['refused', 'overloaded']), message: z.string() }),
])

export type Call = z.infer<typeof callSchema>
export type Answer = z.infer<typeof answerSchema>

export const callFrame = (call: Call): OutgoingFrame => jsonFrame('call', call)
export const answerFrame = (answer: Answer): OutgoingFrame => jsonFrame('answer', answer)
export const decodeCall = (body: Buffer): Result<Call, string> => parseAs(callSchema, body.toString('utf8'))
export const decodeAnswer = (body: Buffer): Result<Answer, string> =>
  parseAs(answerSchema, body.toString('utf8'))

function jsonFrame(kind: 'call' | 'answer', value: Call | Answer): OutgoingFrame {
  return { kind, group: 0, from: 0, to: 0, body: [Buffer.from(JSON.stringify(value))] }
}
