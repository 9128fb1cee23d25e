// The control API as this page uses it: every command is one request, and its answer is a Result. The
// picture changes when the event comes back, never by optimism.

import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'

export interface Refusal {
  readonly code: string
  readonly message: string
}

/** A command takes effect or is refused well within this, real milliseconds. */
const ANSWER_MS = 15_000
/** Longer than the control server waits for the members of groups to change. */
const MEMBERS_MS = 280_000

/** What was done, in the server's words; null where it has none. */
export type Answered = Promise<Result<string | null, Refusal>>

export const postFault = (fault: Fault): Answered => send('POST', '/api/faults', fault)

export const putClock = (rate: number): Answered => send('PUT', '/api/clock', { rate })

export const postStep = (): Answered => send('POST', '/api/clock/step', {})

export const postBroker = (): Answered => send('POST', '/api/nodes', { role: 'broker' })

/** Answered when it is gone: what it holds moves to others first. */
export const deleteNode = (node: NodeId): Answered =>
  send('DELETE', `/api/nodes/${encodeURIComponent(node)}`, undefined, MEMBERS_MS)

/** Answered when it votes again: it learns first what its group knows. */
export const postRejoin = (node: NodeId): Answered =>
  send('POST', `/api/nodes/${encodeURIComponent(node)}/rejoin`, {}, MEMBERS_MS)

async function send(method: string, path: string, body: unknown, answerMs = ANSWER_MS): Answered {
  try {
    const response = await fetch(path, {
      method,
      headers: { 'content-type': 'application/json', 'raftroom-by': 'dashboard' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(answerMs),
    })
    return read(await response.json())
  } catch {
    return err({ code: 'no-connection', message: 'the control server does not answer' })
  }
}

function read(answer: unknown): Result<string | null, Refusal> {
  if (typeof answer !== 'object' || answer === null) return err({ code: 'internal', message: 'no answer' })
  if ('ok' in answer && answer.ok === true)
    return ok('text' in answer && typeof answer.text === 'string' ? answer.text : null)
  const code = 'code' in answer && typeof answer.code === 'string' ? answer.code : 'internal'
  const message = 'message' in answer && typeof answer.message === 'string' ? answer.message : code
  return err({ code, message })
}
