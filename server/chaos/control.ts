// The control API, as far as a run of chaos uses it: faults, the clock, who leads, what happened.

import { createWriteStream } from 'node:fs'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { ClusterAnswer } from '../../shared/protocol/cluster-answer.ts'
import { clusterAnswerSchema } from '../../shared/protocol/cluster-answer.ts'

/** A heal that starts ten processes at once takes seconds. */
const LIMIT_MS = 30_000
/** A leader may have to be elected first, and the node learns all there is before it votes. */
const REJOIN_LIMIT_MS = 120_000

export type ClusterState = ClusterAnswer

const healthSchema = z.object({ ready: z.boolean(), missing: z.array(z.string()).optional() })

export type Done =
  | { readonly kind: 'done' }
  /** Not now: the node is down already, the link is cut already. */
  | { readonly kind: 'refused'; readonly why: string }
  /** The control server knows no such thing. */
  | { readonly kind: 'unknown'; readonly why: string }

/** What becomes of a broker that was asked to leave. */
export type Leaving =
  | { readonly kind: 'gone' }
  /** It was refused before anything began. */
  | { readonly kind: 'stays'; readonly why: string }
  /** It has begun and has not come to its end: asked again, it goes on. */
  | { readonly kind: 'going'; readonly why: string }

export class Control {
  readonly #url: () => string

  /** It is another one after each start of the control server. */
  constructor(url: () => string) {
    this.#url = url
  }

  async cluster(): Promise<ClusterState> {
    return clusterAnswerSchema.parse((await this.#ask('GET', '/api/cluster')).body)
  }

  /** What is still missing; empty when every node runs, every group has a leader and all are ready. */
  async missing(): Promise<readonly string[]> {
    const { ready, missing = [] } = healthSchema.parse((await this.#ask('GET', '/api/health')).body)
    return ready ? [] : missing.length > 0 ? missing : ['something']
  }

  async fault(fault: Fault): Promise<Done> {
    return doneOf(await this.#ask('POST', '/api/faults', fault))
  }

  async addBroker(): Promise<Done> {
    return doneOf(await this.#ask('POST', '/api/nodes', { role: 'broker' }))
  }

  async decommission(node: NodeId, limitMs: number): Promise<Leaving> {
    try {
      return leavingOf(await this.#ask('DELETE', `/api/nodes/${node}`, undefined, limitMs))
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError')
        return { kind: 'going', why: `no answer within ${limitMs / 1000} s` }
      throw error
    }
  }

  /** Done when it votes again, under a new replica id. */
  async rejoin(node: NodeId): Promise<Done> {
    return doneOf(await this.#ask('POST', `/api/nodes/${node}/rejoin`, {}, REJOIN_LIMIT_MS))
  }

  async setRate(rate: number): Promise<Done> {
    return doneOf(await this.#ask('PUT', '/api/clock', { rate }))
  }

  /** Everything that happened, as NDJSON. */
  async saveTrace(path: string): Promise<void> {
    const asked = get(`${this.#url()}/api/trace`)
    const [response]: IncomingMessage[] = await once(asked, 'response')
    if (response !== undefined) await pipeline(response, createWriteStream(path))
  }

  async #ask(method: string, path: string, body?: unknown, limitMs = LIMIT_MS): Promise<Answered> {
    const response = await fetch(`${this.#url()}${path}`, {
      method,
      signal: AbortSignal.timeout(limitMs),
      headers: { 'content-type': 'application/json', 'raftroom-by': 'chaos' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.json() }
  }
}

const refusalSchema = z.object({ message: z.string() })

interface Answered {
  readonly status: number
  readonly body: unknown
}

const whyOf = ({ status, body }: Answered): string =>
  refusalSchema.safeParse(body).data?.message ?? `status ${status}`

/** Of a broker that is gone nobody knows any more. */
function leavingOf(answered: Answered): Leaving {
  const { status } = answered
  if (status < 300 || status === 404) return { kind: 'gone' }
  return { kind: status === 409 ? 'stays' : 'going', why: whyOf(answered) }
}

function doneOf(answered: Answered): Done {
  const { status } = answered
  if (status < 300) return { kind: 'done' }
  const why = whyOf(answered)
  return status === 400 || status === 501 || why.startsWith('there is no POST')
    ? { kind: 'unknown', why }
    : { kind: 'refused', why }
}
