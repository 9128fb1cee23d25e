// A cluster of real processes for the tests of its endpoints: started as a user starts it, on free ports,
// in a folder of its own.

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import type { Json } from '../../shared/ids.ts'

const START = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url))

const readySchema = z.object({
  url: z.string(),
  nodes: z.array(z.object({ id: z.string(), httpPort: z.number() })),
})
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
  const data = mkdtempSync(join(tmpdir(), 'raftroom-endpoints-'))
  const argv = [START, '--json', '--port', '0', '--data', data, ...flags]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ready = readySchema.parse(JSON.parse(await firstLine(child)))
  const base = (node: string): string => {
    const found = ready.nodes.find(({ id }) => id === node)
    if (found === undefined) throw new Error(`there is no ${node}`)
    return `http://127.0.0.1:${found.httpPort}`
  }
  const send = async (node: string, path: string, init: RequestInit): Promise<Heard> => {
    const response = await fetch(`${base(node)}${path}`, init)
    const text = await response.text()
    const body = text === '' ? {} : bodySchema.parse(JSON.parse(text))
    return { status: response.status, headers: response.headers, body }
  }
  return {
    url: ready.url,
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
      const exited = once(child, 'exit')
      child.kill('SIGINT')
      await exited
      rmSync(data, { recursive: true, force: true })
    },
  }
}

const JSON_BODY = { 'content-type': 'application/json' }

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the cluster has no standard output')
  for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error('the cluster ended before it was ready')
}
