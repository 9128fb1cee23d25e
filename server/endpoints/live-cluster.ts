// A cluster of real processes for the tests of its endpoints, and how they ask it.

import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import type { Json } from '../../shared/ids.ts'
import { launchCluster } from '../launch/launched-cluster.ts'

const START = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url))

const bodySchema = z.record(z.string(), z.json())

export interface Heard {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, Json>>
}

export interface LiveCluster {
  /** Origin of the dashboard. */
  readonly url: string
  /** The folder of all nodes. */
  readonly data: string
  base(node: string): string
  /** `POST /topics`; fields go into the query of a GET and into a JSON body otherwise. */
  ask(node: string, what: string, fields?: Readonly<Record<string, Json>>): Promise<Heard>
  /** As it is. */
  send(node: string, path: string, init: RequestInit): Promise<Heard>
  stop(): Promise<void>
}

/** `flags` come on top of what every such cluster is started with. */
export async function startLiveCluster(flags: readonly string[] = []): Promise<LiveCluster> {
  const cluster = await launchCluster({ startScript: START, name: 'endpoints', flags })
  const { url, data } = cluster
  const base = (node: string): string => cluster.base(node)
  const send = async (node: string, path: string, init: RequestInit): Promise<Heard> => {
    const response = await fetch(`${base(node)}${path}`, init)
    const text = await response.text()
    const body = text === '' ? {} : bodySchema.parse(JSON.parse(text))
    return { status: response.status, headers: response.headers, body }
  }
  return {
    url,
    data,
    base,
    send,
    ask(node, what, fields = {}) {
      const [method = '', path = ''] = what.split(' ')
      if (method !== 'GET')
        return send(node, path, { method, body: JSON.stringify(fields), headers: JSON_BODY })
      const query = Object.entries(fields).map(([name, value]): [string, string] => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ])
      return send(node, query.length === 0 ? path : `${path}?${String(new URLSearchParams(query))}`, {})
    },
    async stop() {
      await cluster.stop()
      cluster.remove()
    },
  }
}

const JSON_BODY = { 'content-type': 'application/json' }
