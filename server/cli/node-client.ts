// Asks nodes over their own HTTP, going round until one answers. A change keeps its request id however
// often it is asked, so it is done once.

import { randomUUID } from 'node:crypto'
import type { Body, Fields } from '../../shared/sdk/attempt.ts'
import type { Outcome } from '../../shared/sdk/ask.ts'
import { DEFAULT_RETRY_FOR_MS } from '../../shared/protocol/limits.ts'
import { ask } from '../../shared/sdk/ask.ts'
import { askClock, attempt } from '../../shared/sdk/attempt.ts'
import { createPatience } from '../../shared/sdk/patience.ts'
import type { Patience } from '../../shared/sdk/patience.ts'
import type { WhereOptions } from './find-cluster.ts'
import { ControlClient } from './control-client.ts'
import { clusterUrl } from './find-cluster.ts'
import { CommandFailure, wrongUsage } from './failure.ts'

export interface NodesOptions extends WhereOptions {
  /** `host:port` of managers or brokers, separated by commas. */
  readonly nodes?: string
}

/** The nodes as commands see them. */
export interface Nodes {
  read(path: string, fields: Fields): Promise<Outcome>
  change(path: string, fields: Fields): Promise<Outcome>
  take(path: string, fields: Fields): Promise<Outcome>
}

export class NodeClient implements Nodes {
  readonly #bases: readonly string[]
  readonly #patience: Patience

  constructor(bases: readonly string[]) {
    this.#bases = bases
    const patience = createPatience(undefined, () => void askClock(fetch, patience, bases[0] ?? ''))
    this.#patience = patience
  }

  read(path: string, fields: Fields): Promise<Outcome> {
    return this.#ask('GET', path, fields)
  }

  change(path: string, fields: Fields): Promise<Outcome> {
    return this.#ask('POST', path, { ...fields, request_id: newRequestId() })
  }

  /** Consuming moves an offset, so it has a request id like every change; clients spell it GET. */
  take(path: string, fields: Fields): Promise<Outcome> {
    return this.#ask('GET', path, { ...fields, request_id: newRequestId() })
  }

  #ask(method: 'GET' | 'POST', path: string, fields: Fields): Promise<Outcome> {
    return ask({
      patience: this.#patience,
      random: Math.random,
      retryFor: DEFAULT_RETRY_FOR_MS,
      attempt: (again) => {
        const base = this.#bases[again % this.#bases.length] ?? ''
        return attempt((url, init) => fetch(url, init), this.#patience, base, method, path, fields)
      },
    })
  }
}

const newRequestId = (): string => `cli-${randomUUID()}`

export async function connectToNodes(
  options: NodesOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Nodes> {
  if (options.nodes !== undefined) return new NodeClient(options.nodes.split(',').map(baseOf))
  const url = clusterUrl(options, env)
  const { nodes } = await new ControlClient(url).cluster()
  const managers = nodes.filter(({ role, state }) => role === 'manager' && state === 'running')
  if (managers.length === 0)
    throw new CommandFailure('no manager is running: start one, or name a broker with --nodes')
  return new NodeClient(managers.map(({ httpPort }) => `http://${new URL(url).hostname}:${httpPort}`))
}

function baseOf(text: string): string {
  const full = text.includes('://') ? text.trim() : `http://${text.trim()}`
  const url = URL.canParse(full) ? new URL(full) : null
  if (url === null || url.port === '')
    throw wrongUsage(`--nodes has ${text}: it must be host:port, several separated by commas`)
  return url.origin
}

/** The fields of a success; a failure ends the command with the node's own sentence. */
export function succeeded(outcome: Outcome): Body {
  if (outcome.outcome === 'ok') return outcome.body
  const word = outcome.outcome === 'refused' ? 'refused' : 'unknown'
  throw new CommandFailure(`${word}: ${outcome.message}`)
}
