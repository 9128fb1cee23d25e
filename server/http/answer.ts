// How every answer of a node looks: JSON, never cached, with the cluster clock in a header.

import type { Json } from '../../shared/ids.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { FAILURES } from '../../shared/protocol/failure.ts'
import type { Reply } from '../../shared/protocol/request.ts'

export type Body = Readonly<Record<string, Json>>
export type Answer =
  | { readonly ok: true; readonly body: Body }
  | { readonly ok: false; readonly failure: Failure; readonly body?: Body }

export const success = (body: Body): Answer => ({ ok: true, body })
export const failed = (reason: Failure, body: Body = {}): Answer => ({ ok: false, failure: reason, body })

export interface Rendered {
  readonly status: number
  readonly text: string
}

export function render(answer: Answer): Rendered {
  if (answer.ok) return { status: 200, text: JSON.stringify({ status: 'success', ...answer.body }) }
  const { http, outcome } = FAILURES[answer.failure.code]
  return {
    status: http,
    text: JSON.stringify({ status: 'failure', outcome, ...answer.body, ...answer.failure }),
  }
}

/** What every change carries beside its own fields; a refusal by the machine has its place in the log too. */
export function changeAnswer(reply: Reply, requestId: string, body: (value: Json) => Body): Answer {
  const facts = { request_id: requestId, index: reply.index, duplicate: reply.duplicate }
  return reply.ok ? success({ ...body(reply.value), ...facts }) : failed(reply.failure, facts)
}

/** The fields of a value that is an object; none of any other. */
export const asBody = (value: Json): Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
