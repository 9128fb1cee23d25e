// How two nodes meet. The one that dials says hello; the other answers once, welcome or refuse, and never
// sends anything else on that connection.

import * as z from 'zod'
import type { NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { Frame } from './frame.ts'
import { NAME_PATTERN, NODE_ROLES } from '../../shared/ids.ts'
import { err, ok } from '../../shared/result.ts'
import { encodeFrame } from './frame.ts'
import { PROTOCOL } from './port.ts'
import { parseAs } from './shape.ts'

const helloSchema = z.object({
  cluster: z.string().min(1).max(64),
  node: z.string().regex(NAME_PATTERN),
  role: z.enum(NODE_ROLES),
  /** Whom it means to reach: ports change hands between two starts of a cluster. */
  to: z.string().regex(NAME_PATTERN),
  /** Names the life of the process; grows from life to life. */
  start: z.number(),
  protocol: z.int(),
  /** Counts the dials of this life to this peer. */
  epoch: z.int().min(1),
  /** Where the dialler itself listens, so that it can be dialled back. */
  host: z.string().min(1).max(255),
  raftPort: z.int().min(1).max(65_535),
})
export type Hello = z.infer<typeof helloSchema>

const refusalSchema = z.object({
  code: z.enum(['cluster', 'protocol', 'self', 'stranger', 'stale', 'malformed']),
  message: z.string().max(500),
})
export type HelloRefusal = z.infer<typeof refusalSchema>

export const helloFrame = (hello: Hello, sentAt: number): Buffer =>
  greeting('hello', hello.epoch, sentAt, JSON.stringify(hello))
export const welcomeFrame = (epoch: number, sentAt: number): Buffer =>
  greeting('welcome', epoch, sentAt, '{}')
export const refuseFrame = (refusal: HelloRefusal, sentAt: number): Buffer =>
  greeting('refuse', 0, sentAt, JSON.stringify(refusal))

function greeting(kind: 'hello' | 'welcome' | 'refuse', epoch: number, sentAt: number, body: string): Buffer {
  const header = { kind, group: 0, from: 0, to: 0, epoch, number: 0, sentAt } as const
  return encodeFrame(header, [Buffer.from(body)])
}

/** What the acceptor makes of the first frame of a connection. */
export function readHello(
  frame: Frame,
  here: { readonly cluster: string; readonly node: NodeId },
): Result<Hello, HelloRefusal> {
  if (frame.kind !== 'hello') return refuse('malformed', `a connection begins with hello, not ${frame.kind}`)
  const parsed = parseAs(helloSchema, frame.body.toString('utf8'))
  if (!parsed.ok) return refuse('malformed', 'the hello is not as it should be')
  const hello = parsed.value
  if (hello.protocol !== PROTOCOL)
    return refuse('protocol', `${here.node} speaks protocol ${PROTOCOL}, not ${hello.protocol}`)
  if (hello.cluster !== here.cluster)
    return refuse('cluster', `${here.node} belongs to cluster ${here.cluster}, not ${hello.cluster}`)
  if (hello.to !== here.node) return refuse('stranger', `this is ${here.node}, not ${hello.to}`)
  if (hello.node === here.node) return refuse('self', `this is ${here.node} itself`)
  return ok(hello)
}

const refuse = (code: HelloRefusal['code'], message: string): { ok: false; error: HelloRefusal } =>
  err({ code, message })

/** What the dialler makes of the answer; an error is a sentence for people. */
export function readWelcome(frame: Frame): Result<null, string> {
  if (frame.kind === 'welcome') return ok(null)
  if (frame.kind !== 'refuse') return err(`the answer to hello was ${frame.kind}`)
  const refusal = parseAs(refusalSchema, frame.body.toString('utf8'))
  return err(refusal.ok ? `refused: ${refusal.value.message}` : 'refused without a reason')
}
