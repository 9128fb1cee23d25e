// Any node takes any request of its network and brings it to the group's leader: at most 3 hints are
// followed, and a request forwarded once is answered with a hint, never forwarded again (B71). Every
// command carries a request id, so asking again can never do it twice.

import * as z from 'zod'
import type { GroupId, GroupName, Json, NodeId } from '../../shared/ids.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { failure } from '../../shared/protocol/failure.ts'
import { replySchema } from '../../shared/protocol/request.ts'
import type { Reply } from '../../shared/protocol/request.ts'
import type { Host, Proposed, ReadReady } from '../host/port.ts'

/** Pause before looking for a leader again, cluster milliseconds: a tick or two of an election. */
const LOOK_AGAIN_MS = 50
const MAX_HINTS = 3

export const PROPOSE = 'propose'
export const QUERY = 'query'

export type Settled<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }
const settled = <T>(value: T): Settled<T> => ({ ok: true, value })
const unsettled = (reason: Failure): Settled<never> => ({ ok: false, failure: reason })

export const callSchema = z.object({ group: z.int(), deadlineMs: z.number(), body: z.json() })
const callAnswerSchema = z.discriminatedUnion('t', [
  z.object({ t: z.literal('done'), value: z.json() }),
  z.object({ t: z.literal('hint'), leader: z.string().nullable() }),
  z.object({ t: z.literal('refused'), why: z.string(), heard: z.number(), needed: z.number() }),
  z.object({ t: z.literal('unknown') }),
])
export type CallAnswer =
  | { readonly t: 'done'; readonly value: Json }
  | { readonly t: 'hint'; readonly leader: NodeId | null }
  | { readonly t: 'refused'; readonly why: string; readonly heard: number; readonly needed: number }
  | { readonly t: 'unknown' }

/** Answers what other nodes forward to this one. `query` reads the machine of a group once it may. */
export function answerForwarded(host: Host, query: (group: GroupId, body: Json) => Json): void {
  host.onCall(PROPOSE, async (from, raw) => {
    const call = callSchema.parse(raw)
    return proposing(host, call.group).here(call.body, call.deadlineMs, `request from ${from}`)
  })
  host.onCall(QUERY, async (_from, raw) => {
    const call = callSchema.parse(raw)
    const ready = await host.readIndex(call.group, call.deadlineMs)
    if (ready.ok) return { t: 'done', value: { asOf: ready.index, result: query(call.group, call.body) } }
    return { t: 'refused', why: ready.why, heard: ready.heard, needed: ready.needed }
  })
}

export function proposedAnswer(result: Proposed): CallAnswer {
  if (result.outcome === 'applied') return { t: 'done', value: result.reply }
  if (result.outcome === 'unknown') return { t: 'unknown' }
  if (result.why === 'notLeader') return { t: 'hint', leader: result.leader }
  return { t: 'refused', why: result.why, heard: result.heard, needed: result.needed }
}

export interface Target {
  readonly group: GroupId
  readonly name: GroupName
  /** Nodes that may know the leader, the likeliest first; asked in turn when nobody is known to lead. */
  readonly nodes: () => readonly NodeId[]
}

/** What is done at the leader: proposing the command as it is, or what a role does around it. */
export interface Act {
  /** Name of the call that does it at another node. */
  readonly method: string
  readonly here: (body: Json, leftMs: number, cause: string) => Promise<CallAnswer>
}

export const proposing = (host: Host, group: GroupId): Act => ({
  method: PROPOSE,
  here: async (body, leftMs, cause) => proposedAnswer(await host.propose(group, body, leftMs, cause)),
})

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
  act: Act = proposing(host, target.group),
): Promise<Settled<Reply>> {
  const done = await settle(host, target, command, options, act)
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
  const until = host.clock.now() + options.deadlineMs
  const trail = new Trail(host, target)
  let maybeDone = false
  for (;;) {
    const left = until - host.clock.now()
    if (left <= 0) break
    const at = trail.next()
    const answer = await actAt(host, target, at, command, left, options.requestId, act)
    if (answer.t === 'done') return settled(answer.value)
    if (answer.t === 'unknown') maybeDone = true
    if (!options.forward && answer.t === 'hint') return unsettled(notLeader(target, answer.leader))
    if (trail.follow(answer)) continue
    await pause(host, Math.min(LOOK_AGAIN_MS, until - host.clock.now()))
  }
  return unsettled(maybeDone ? unknownOutcome(target, options.requestId) : trail.refusal())
}

async function actAt(
  host: Host,
  target: Target,
  at: NodeId,
  command: Json,
  leftMs: number,
  requestId: string,
  act: Act,
): Promise<CallAnswer> {
  if (at === host.node) return act.here(command, leftMs, `request:${requestId}`)
  const body = { group: target.group, deadlineMs: leftMs, body: command }
  return callAnswer(await host.call(at, act.method, body, leftMs), 'change')
}

/** Reads at this node when it carries the group, else at one that does. `asOf` is the index it reflects. */
export async function read(
  host: Host,
  target: Target,
  question: Json,
  answerHere: ((question: Json) => Json) | null,
  options: { readonly deadlineMs: number; readonly local: boolean },
): Promise<Settled<{ readonly result: Json; readonly asOf: number }>> {
  if (options.local && answerHere !== null) {
    return settled({ result: answerHere(question), asOf: host.status(target.group)?.applied ?? 0 })
  }
  const until = host.clock.now() + options.deadlineMs
  const trail = new Trail(host, target)
  while (host.clock.now() < until) {
    const left = until - host.clock.now()
    if (answerHere !== null) {
      const ready = await host.readIndex(target.group, left)
      if (ready.ok) return settled({ result: answerHere(question), asOf: ready.index })
      trail.follow(refusedRead(ready))
    } else {
      const body = { group: target.group, deadlineMs: left, body: question }
      const answer = callAnswer(await host.call(trail.next(), QUERY, body, left), 'read')
      if (answer.t === 'done') return settled(queryResult.parse(answer.value))
      trail.follow(answer)
    }
    await pause(host, Math.min(LOOK_AGAIN_MS, until - host.clock.now()))
  }
  return unsettled(trail.refusal())
}

const queryResult = z.object({ asOf: z.number(), result: z.json() })

const refusedRead = (ready: Extract<ReadReady, { ok: false }>): CallAnswer => ({
  t: 'refused',
  why: ready.why,
  heard: ready.heard,
  needed: ready.needed,
})

function callAnswer(answer: Awaited<ReturnType<Host['call']>>, kind: 'change' | 'read'): CallAnswer {
  if (answer.ok) return callAnswerSchema.parse(answer.value)
  // A question that never left, or that changes nothing, is certainly not done.
  const certain = kind === 'read' || answer.error.why === 'noConnection' || answer.error.why === 'overloaded'
  return certain ? { t: 'refused', why: answer.error.why, heard: 0, needed: 0 } : { t: 'unknown' }
}

/** Where to ask next, and what to say when nobody could do it. */
class Trail {
  readonly #host: Host
  readonly #target: Target
  #hint: NodeId | null = null
  #hints = 0
  #turn = 0
  #last: Extract<CallAnswer, { t: 'refused' }> | null = null

  constructor(host: Host, target: Target) {
    this.#host = host
    this.#target = target
  }

  next(): NodeId {
    if (this.#hint !== null) return this.#hint
    const nodes = this.#target.nodes()
    const node = nodes[this.#turn % Math.max(1, nodes.length)]
    this.#turn += 1
    return node ?? this.#host.node
  }

  /** True: ask again at once. */
  follow(answer: CallAnswer): boolean {
    if (answer.t === 'hint' && answer.leader !== null && this.#hints < MAX_HINTS) {
      this.#hint = answer.leader
      this.#hints += 1
      return true
    }
    this.#hint = null
    this.#hints = 0
    if (answer.t === 'refused') this.#last = answer
    return false
  }

  refusal(): Failure {
    const { group, name } = this.#target
    const here = this.#host.status(group)
    const heard = here?.heard ?? this.#last?.heard ?? 0
    const needed = here?.needed ?? this.#last?.needed ?? 0
    const why = this.#last?.why
    if (why === 'notReady')
      return failure('not-ready', `${this.#host.node} is still starting`, { group: name })
    if (why === 'overloaded')
      return failure('overloaded', `${this.#host.node} has too much to do`, { group: name })
    if (needed > 0 && heard < needed) {
      const message = `${name}: ${heard} of ${2 * needed - 1} voters can be heard, ${needed} are needed`
      return failure('no-quorum', message, { group: name, heard, needed, voters: 2 * needed - 1 })
    }
    return failure('no-leader', `${name} has no leader now`, { group: name })
  }
}

const notLeader = ({ name }: Target, leader: NodeId | null): Failure =>
  failure('not-leader', leader === null ? `${name} has no leader now` : `${leader} leads ${name}`, {
    group: name,
    leader: leader === null ? null : { node: leader },
  })

const unknownOutcome = ({ name }: Target, requestId: string): Failure =>
  failure('unknown', `it may be done or may still happen; ask again with request_id ${requestId}`, {
    group: name,
    request_id: requestId,
  })

const pause = (host: Host, ms: number): Promise<void> =>
  new Promise((resolve) => void host.clock.after(Math.max(1, ms), resolve))
