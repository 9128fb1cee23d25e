// What one node asks another on behalf of a client, and how it is answered. Whoever is asked acts with its
// own replica or says who may: a request forwarded once is never forwarded again (B71).

import * as z from 'zod'
import type { GroupId, Json, NodeId } from '../../shared/ids.ts'
import type { Host, Proposed, ReadReady } from '../host/port.ts'

export const PROPOSE = 'propose'
export const QUERY = 'query'

export const callSchema = z.object({ group: z.int(), deadlineMs: z.number(), body: z.json() })
/** `local`: from the own copy as it is, which needs no leader. */
const querySchema = callSchema.extend({ local: z.boolean() })

const answerSchema = z.discriminatedUnion('t', [
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

export const queryResult = z.object({ asOf: z.number(), result: z.json() })

/** Reads the machine of a group once it may; undefined: it cannot be read here just now. */
export type Query = (group: GroupId, body: Json) => Json | undefined | Promise<Json | undefined>

/** Answers what other nodes forward to this one. */
export function answerForwarded(host: Host, query: Query): void {
  host.onCall(PROPOSE, async (from, raw) => {
    const call = callSchema.parse(raw)
    return proposing(host, call.group).here(call.body, call.deadlineMs, `request from ${from}`)
  })
  host.onCall(QUERY, async (_from, raw): Promise<CallAnswer> => {
    const { group, deadlineMs, local, body } = querySchema.parse(raw)
    const ready = local ? ownCopy(host, group) : await host.readIndex(group, deadlineMs)
    if (!ready.ok) return refusedRead(ready)
    const result = await query(group, body)
    if (result === undefined) return { t: 'refused', why: 'noSuchGroup', heard: 0, needed: 0 }
    return { t: 'done', value: { asOf: ready.index, result } }
  })
}

function ownCopy(host: Host, group: GroupId): ReadReady {
  const status = host.status(group)
  return status === null
    ? { ok: false, why: 'noSuchGroup', heard: 0, needed: 0 }
    : { ok: true, index: status.applied }
}

export const refusedRead = ({ why, heard, needed }: Extract<ReadReady, { ok: false }>): CallAnswer => ({
  t: 'refused',
  why,
  heard,
  needed,
})

export function proposedAnswer(result: Proposed): CallAnswer {
  if (result.outcome === 'applied') return { t: 'done', value: result.reply }
  if (result.outcome === 'unknown') return { t: 'unknown' }
  if (result.why === 'notLeader') return { t: 'hint', leader: result.leader }
  return { t: 'refused', why: result.why, heard: result.heard, needed: result.needed }
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

/** The answer of another node; silence about a change leaves open whether it was done. */
export function callAnswer(answer: Awaited<ReturnType<Host['call']>>, kind: 'change' | 'read'): CallAnswer {
  if (answer.ok) return answerSchema.parse(answer.value)
  // A question that never left, or that changes nothing, is certainly not done.
  const certain = kind === 'read' || answer.error.why === 'noConnection' || answer.error.why === 'overloaded'
  return certain ? { t: 'refused', why: answer.error.why, heard: 0, needed: 0 } : { t: 'unknown' }
}
