// Any node takes any request of its network and brings it to the group's leader. Every command carries a
// request id, the same in every attempt, so asking again can never do it twice. What may have been done
// stays `unknown`, whatever is heard later, until somebody who knows answers.

import type { Json, NodeId } from '../../shared/ids.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { replySchema } from '../../shared/protocol/request.ts'
import type { Reply } from '../../shared/protocol/request.ts'
import type { Host } from '../host/port.ts'
import type { Act, CallAnswer } from './forwarding.ts'
import { QUERY, callAnswer, proposing, queryResult, refusedRead } from './forwarding.ts'
import { Trail, elsewhere, notLeader, unknownOutcome } from './trail.ts'
import type { Target } from './trail.ts'

/** Pause before looking for a leader again, cluster milliseconds: a tick or two of an election. */
const LOOK_AGAIN_MS = 50
/** Shortest wait for a node that may not be the right one: a round trip over slow links. */
const SHORTEST_ATTEMPT_MS = 1_000

export type Settled<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }
const settled = <T>(value: T): Settled<T> => ({ ok: true, value })
const unsettled = (reason: Failure): Settled<never> => ({ ok: false, failure: reason })

export interface ChangeOptions {
  readonly deadlineMs: number
  readonly forward: boolean
  readonly requestId: string
}

/** Has a command carried out by the group's leader, wherever it is, and gives the machine's reply. */
export async function change(
  host: Host,
  target: Target,
  command: Json,
  options: ChangeOptions,
): Promise<Settled<Reply>> {
  const done = await settle(host, target, command, options, proposing(host, target.group))
  return done.ok ? settled(replySchema.parse(done.value)) : done
}

/** As `change`, for acts whose result is more than the machine's reply. */
export async function settle(
  host: Host,
  target: Target,
  command: Json,
  options: ChangeOptions,
  act: Act,
): Promise<Settled<Json>> {
  const { deadlineMs, forward, requestId } = options
  const until = host.clock.now() + deadlineMs
  const trail = new Trail(host, target)
  let maybeDone = false
  for (let left = deadlineMs; left > 0; left = until - host.clock.now()) {
    const at = forward ? trail.next() : host.node
    const answer =
      at === host.node
        ? await act.here(command, left, `request:${requestId}`)
        : await askAt(host, target, at, act.method, { body: command }, left, 'change')
    if (answer.t === 'done') return settled(answer.value)
    if (answer.t === 'unknown') maybeDone = true
    const away = forward ? null : elsewhere(host, target, answer)
    if (away !== null) return unsettled(maybeDone ? unknownOutcome(target, requestId) : away)
    if (!trail.follow(answer)) await pause(host, until)
  }
  return unsettled(maybeDone ? unknownOutcome(target, requestId) : trail.refusal())
}

export interface ReadOptions {
  readonly deadlineMs: number
  readonly forward: boolean
  /** One copy as it is, this node's if it has one: needs no leader and may be old. */
  readonly local: boolean
}

export interface ReadResult {
  readonly result: Json
  /** The index it reflects. */
  readonly asOf: number
  /** Whose copy was read. */
  readonly node: NodeId
}

/** Undefined: the copy here cannot be read just now. */
export type AnswerHere = (question: Json) => Json | undefined | Promise<Json | undefined>

const UNREADABLE_HERE: CallAnswer = { t: 'refused', why: 'noSuchGroup', heard: 0, needed: 0 }

/** Reads at this node when it carries the group, else at one that does. */
export async function read(
  host: Host,
  target: Target,
  question: Json,
  answerHere: AnswerHere | null,
  options: ReadOptions,
): Promise<Settled<ReadResult>> {
  const { deadlineMs, forward, local } = options
  const until = host.clock.now() + deadlineMs
  const trail = new Trail(host, target)
  const here = async (answer: AnswerHere, asOf: number): Promise<Settled<ReadResult> | null> => {
    const result = await answer(question)
    if (result !== undefined) return settled({ result, asOf, node: host.node })
    trail.follow(UNREADABLE_HERE)
    return null
  }
  if (local && answerHere !== null) {
    const own = await here(answerHere, host.status(target.group)?.applied ?? 0)
    return own ?? unsettled(trail.refusal())
  }
  if (!forward && answerHere === null) return unsettled(notLeader(target, target.leader()))
  for (let left = deadlineMs; left > 0; left = until - host.clock.now()) {
    if (answerHere !== null) {
      const ready = await host.readIndex(target.group, left)
      const own = ready.ok ? await here(answerHere, ready.index) : null
      if (own !== null) return own
      if (!ready.ok) trail.follow(refusedRead(ready))
    } else {
      const at = trail.next()
      const answer = await askAt(host, target, at, QUERY, { body: question, local }, left, 'read')
      if (answer.t === 'done') return settled({ ...queryResult.parse(answer.value), node: at })
      trail.follow(answer)
    }
    await pause(host, until)
  }
  return unsettled(trail.refusal())
}

/**
 * One call to one node. A frozen or cut off node must not eat the whole deadline: the wait ends when
 * somebody else is known to lead; where that cannot be known, half of what is left is for the others.
 */
async function askAt(
  host: Host,
  target: Target,
  at: NodeId,
  method: string,
  body: Readonly<Record<string, Json>>,
  left: number,
  kind: 'change' | 'read',
): Promise<CallAnswer> {
  const leader = target.leader()
  const limit = leader === null ? Math.min(left, Math.max(SHORTEST_ATTEMPT_MS, left / 2)) : left
  const asked = host.call(at, method, { group: target.group, deadlineMs: limit, ...body }, limit)
  let stop = (): void => undefined
  const replaced = new Promise<'replaced'>((resolve) => {
    stop = host.clock.every(LOOK_AGAIN_MS, () => {
      const now = target.leader()
      if (now !== null && now !== leader && now !== at) resolve('replaced')
    })
  })
  const answer = await Promise.race([asked, replaced])
  stop()
  if (answer !== 'replaced') return callAnswer(answer, kind)
  return kind === 'change' ? { t: 'unknown' } : { t: 'refused', why: 'noLeader', heard: 0, needed: 0 }
}

const pause = (host: Host, until: number): Promise<void> =>
  new Promise((resolve) => {
    const ms = Math.min(LOOK_AGAIN_MS, until - host.clock.now())
    host.clock.after(Math.max(1, ms), resolve)
  })
