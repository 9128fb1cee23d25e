// A cluster of its own for a measurement: started as a user starts it, in a temporary folder.

import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as z from 'zod'

const readySchema = z.object({
  url: z.string(),
  pid: z.number(),
  nodes: z.array(z.object({ id: z.string(), role: z.string(), pid: z.number(), httpPort: z.number() })),
})

export interface BenchCluster {
  readonly url: string
  /** Of the control server and of all nodes. */
  readonly pids: readonly number[]
  /** From the start of the process to "ready", milliseconds. */
  readonly readyMs: number
  http(node: string): string
  nodes(role: string): readonly string[]
  /** Milliseconds from the signal to the end of the control server. */
  stop(): Promise<number>
}

export async function startBenchCluster(startScript: string): Promise<BenchCluster> {
  const data = mkdtempSync(join(tmpdir(), 'raftroom-bench-'))
  const begun = performance.now()
  const child = spawn(process.execPath, [startScript, '--json', '--port', '0', '--data', data], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ready = readySchema.parse(JSON.parse(await firstLine(child)))
  const readyMs = performance.now() - begun
  return {
    url: ready.url,
    pids: [ready.pid, ...ready.nodes.map(({ pid }) => pid)],
    readyMs,
    http: (id) => `http://127.0.0.1:${ready.nodes.find((node) => node.id === id)?.httpPort ?? 0}`,
    nodes: (role) => ready.nodes.filter((node) => node.role === role).map(({ id }) => id),
    async stop() {
      const asked = performance.now()
      const exited = once(child, 'exit')
      child.kill('SIGINT')
      await exited
      rmSync(data, { recursive: true, force: true })
      return performance.now() - asked
    },
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the cluster has no standard output')
  for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error('the cluster ended before it was ready; npm start says why')
}
