// Asks the control server. Answers are checked for what a command uses, nothing more.

import * as z from 'zod'
import type { ClusterAnswer } from '../../shared/protocol/cluster-answer.ts'
import { clusterAnswerSchema } from '../../shared/protocol/cluster-answer.ts'
import { CommandFailure } from './failure.ts'

const LIMIT_MS = 15_000
/** Longer than the control server waits for the members of groups to change. */
const MEMBERS_LIMIT_MS = 280_000

const answerSchema = z.looseObject({ ok: z.boolean(), message: z.string().optional() })

export class ControlClient {
  readonly url: string

  constructor(url: string) {
    this.url = url
  }

  async cluster(): Promise<ClusterAnswer> {
    return clusterAnswerSchema.parse(await this.#ask('GET', '/api/cluster'))
  }

  fault(fault: unknown): Promise<Readonly<Record<string, unknown>>> {
    return this.#ask('POST', '/api/faults', fault)
  }

  addNode(role: string): Promise<Readonly<Record<string, unknown>>> {
    return this.#ask('POST', '/api/nodes', { role })
  }

  removeNode(node: string): Promise<Readonly<Record<string, unknown>>> {
    return this.#ask('DELETE', `/api/nodes/${encodeURIComponent(node)}`, undefined, MEMBERS_LIMIT_MS)
  }

  rejoinNode(node: string): Promise<Readonly<Record<string, unknown>>> {
    return this.#ask('POST', `/api/nodes/${encodeURIComponent(node)}/rejoin`, {}, MEMBERS_LIMIT_MS)
  }

  async #ask(
    method: string,
    path: string,
    body?: unknown,
    limitMs = LIMIT_MS,
  ): Promise<Readonly<Record<string, unknown>>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      signal: AbortSignal.timeout(limitMs),
      headers: { 'content-type': 'application/json', 'raftroom-by': 'the command line' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new CommandFailure(
        `no cluster answers at ${this.url}: start one with \`npm start\`, or name it with --url`,
      )
    })
    const answer = answerSchema.safeParse(await response.json().catch(() => null))
    if (!answer.success) throw new CommandFailure(`${this.url} answers, but it is no raftroom`)
    if (!answer.data.ok)
      throw new CommandFailure(answer.data.message ?? `refused with status ${response.status}`)
    return answer.data
  }
}
