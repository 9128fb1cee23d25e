// One question from node to node and its answer, as frames of lane 3. Deadlines are cluster time. A frame
// that certainly never left is `noConnection`, so the asker may ask elsewhere at once; silence is `timeout`
// and says nothing about what the other node did.

import { InvariantError } from '../../shared/assert.ts'
import type { Json, NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { ReqId } from '../raft/types.ts'
import type { Answer, Call } from '../transport/call-codec.ts'
import type { OutgoingFrame } from '../transport/port.ts'
import type { CallFailure, CallHandler, HostClock } from './port.ts'
import { err, ok } from '../../shared/result.ts'
import { bodyBytes } from '../transport/frame.ts'
import { answerFrame, callFrame } from '../transport/call-codec.ts'
import { MAX_CALL_BYTES, MAX_OPEN_CALLS } from './limits.ts'
import { createOpenRequests } from './open-requests.ts'
import type { OpenRequests } from './open-requests.ts'

interface Asked {
  readonly to: NodeId
  readonly method: string
}
type CallResult = Result<Json, CallFailure>

export interface Calls {
  readonly requests: Pick<OpenRequests<Asked, CallResult>, 'size' | 'counts'>
  readonly ask: (to: NodeId, method: string, body: Json, deadlineMs: number) => Promise<CallResult>
  readonly handle: (method: string, handler: CallHandler) => void
  readonly onCall: (from: NodeId, call: Call) => void
  readonly onAnswer: (from: NodeId, answer: Answer) => void
  /** The frame with this number was lost on this side. */
  readonly onLost: (to: NodeId, number: number) => void
  readonly close: () => void
}

export interface CallOptions {
  readonly clock: Pick<HostClock, 'after'>
  readonly nextReq: () => ReqId
  /** Puts the frame into its lane and returns its number; null without a connection. */
  readonly send: (to: NodeId, frame: OutgoingFrame) => number | null
}

export function createCalls({ clock, nextReq, send }: CallOptions): Calls {
  const requests = createOpenRequests<Asked, CallResult>(clock, ({ to, method }) =>
    failed('timeout', `${to} did not answer ${method} in time`),
  )
  const handlers = new Map<string, CallHandler>()
  /** Which call travels in which frame, while it is open; lost frames are looked up here. */
  const frames = new Map<string, ReqId>()
  const lostEarly = new Set<string>()
  let handling = 0

  const dispatch = (to: NodeId, req: ReqId, frame: OutgoingFrame): string | null => {
    const number = send(to, frame)
    const key = number === null ? null : `${to}#${number}`
    // The transport may lose a frame inside `send`, before anybody knows its number.
    if (key === null || lostEarly.has(key)) requests.answer(req, unreached(to))
    else frames.set(key, req)
    lostEarly.clear()
    return key
  }

  const ask = async (to: NodeId, method: string, body: Json, deadlineMs: number): Promise<CallResult> => {
    if (requests.size >= MAX_OPEN_CALLS) return failed('overloaded', 'too many calls are open')
    const req = nextReq()
    const frame = callFrame({ id: req, method, deadlineMs, body })
    if (bodyBytes(frame.body) > MAX_CALL_BYTES) return failed('refused', 'the call is too large for a frame')
    let key: string | null = null
    const result = await new Promise<CallResult>((resolve) => {
      requests.open(req, { to, method }, deadlineMs, resolve)
      key = dispatch(to, req, frame)
    })
    if (key !== null) frames.delete(key)
    return result
  }

  const respond = async (from: NodeId, call: Call): Promise<OutgoingFrame> => {
    const { id, method } = call
    const handler = handlers.get(method)
    if (handler === undefined) return refused(id, `nobody answers ${method} here`)
    try {
      const answer = answerFrame({ id, ok: true, body: await handler(from, call.body) })
      const fits = bodyBytes(answer.body) <= MAX_CALL_BYTES
      return fits ? answer : refused(id, 'the answer is too large for a frame')
    } catch (thrown) {
      // A broken rule is no answer: nobody catches it further up, and the process ends.
      if (thrown instanceof InvariantError) throw thrown
      return refused(id, thrown instanceof Error ? thrown.message : String(thrown))
    }
  }

  const onCall = async (from: NodeId, call: Call): Promise<void> => {
    if (handling >= MAX_OPEN_CALLS) {
      send(from, refused(call.id, 'too many calls', 'overloaded'))
      return
    }
    handling += 1
    const answer = await respond(from, call)
    handling -= 1
    send(from, answer)
  }

  return {
    requests,
    ask,
    handle: (method, handler) => void handlers.set(method, handler),
    onCall: (from, call) => void onCall(from, call),
    onAnswer(from, answer) {
      // An answer counts only from whom we asked.
      if (requests.get(answer.id)?.to !== from) return
      requests.answer(answer.id, answer.ok ? ok(answer.body) : failed(answer.why, answer.message))
    },
    onLost(to, number) {
      const key = `${to}#${number}`
      const req = frames.get(key)
      if (req === undefined) lostEarly.add(key)
      else requests.answer(req, unreached(to))
    },
    close() {
      for (const [req] of requests.all()) requests.answer(req, failed('timeout', 'this node is closing'))
    },
  }
}

const failed = (why: CallFailure['why'], message: string): CallResult => err({ why, message })
const unreached = (to: NodeId): CallResult => failed('noConnection', `${to} cannot be reached`)
const refused = (id: number, message: string, why: 'refused' | 'overloaded' = 'refused'): OutgoingFrame =>
  answerFrame({ id, ok: false, why, message })
