// Asking and changing the directory on behalf of a client: the steps all its endpoints share.

import type * as z from 'zod'
import type { Json } from '../../shared/ids.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { failure } from '../../shared/protocol/failure.ts'
import type { Answer, Body } from './answer.ts'
import { asBody, changeAnswer, failed, success } from './answer.ts'
import type { DirectoryQuestion } from './questions.ts'
import type { QueueDesk } from './queue-desk.ts'
import { parseFields } from './schema.ts'
import type { CallOptions } from './schema.ts'
import type { Route } from './server.ts'

export type Change = Readonly<Record<string, Json>>

/** A GET that is one question. */
export function reading<T extends CallOptions>(
  path: string,
  desk: QueueDesk,
  schema: z.ZodType<T>,
  question: (parsed: T) => DirectoryQuestion,
  body: (result: Json, parsed: T) => Body | Failure,
): Route {
  return {
    methods: ['GET'],
    paths: [path],
    handle: async (fields) => {
      const parsed = parseFields(schema, fields)
      return parsed.ok
        ? answerQuestion(desk, question(parsed.value), parsed.value, (result) => body(result, parsed.value))
        : failed(parsed.error)
    },
  }
}

export async function answerQuestion(
  desk: QueueDesk,
  question: DirectoryQuestion,
  options: CallOptions,
  body: (result: Json) => Body | Failure,
): Promise<Answer> {
  if (!desk.options.ready() && options.consistency !== 'local') return failed(notReady(desk))
  const asked = await desk.ask(question, options)
  if (!asked.ok) return failed(asked.failure)
  const facts = { consistency: options.consistency, as_of: asked.value.asOf, node: asked.value.node }
  const result = body(asked.value.result)
  return isFailure(result) ? failed(result, facts) : success({ ...result, ...facts })
}

const isFailure = (value: Body | Failure): value is Failure => typeof value['code'] === 'string'

export const notReady = (desk: QueueDesk): Failure =>
  failure('not-ready', `${desk.host.node} has just started and has not yet heard from a manager`)

/** Proposes a directory command under the client's id, or one made here. */
export async function propose(
  desk: QueueDesk,
  command: Change,
  options: CallOptions,
  body: (value: Json, requestId: string) => Promise<Body> | Body,
): Promise<Answer> {
  if (!desk.options.ready()) return failed(notReady(desk))
  const requestId = options.request_id ?? desk.options.newRequestId()
  const result = await desk.change(command, requestId, options)
  if (!result.ok) return failed(result.failure, { request_id: requestId })
  const { value: reply } = result
  if (!reply.ok) return changeAnswer(reply, requestId, asBody)
  const fields = await body(reply.value, requestId)
  return changeAnswer(reply, requestId, () => fields)
}

/** Tells viewers what a client did. */
export function trace(
  desk: QueueDesk,
  op: 'topic' | 'partition' | 'register',
  topic: string,
  text: string,
  requestId: string,
): void {
  const event = { kind: 'queue', node: desk.host.node, op, topic, text, outcome: 'ok' } as const
  desk.host.trace(event, `request:${requestId}`)
}
