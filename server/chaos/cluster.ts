// A cluster to be broken: started as a user starts it, on free ports, in a fresh folder, in a process group
// of its own, so that Ctrl-C in the terminal reaches the run and not the cluster.

import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as z from 'zod'
import type { NodeId, NodeRole } from '../../shared/ids.ts'

const readySchema = z.object({
  url: z.string(),
  pid: z.number(),
  nodes: z.array(
    z.object({ id: z.string(), role: z.enum(['manager', 'broker', 'atm']), httpPort: z.number() }),
  ),
})

export interface ChaosCluster {
  /** Of the control server. */
  readonly url: string
  readonly pid: number
  readonly data: string
  nodes(role: NodeRole): readonly NodeId[]
  /** `http://127.0.0.1:8431`, no slash behind it. */
  base(node: NodeId): string
  /** A clean end: everything is on disk afterwards. */
  stop(): Promise<void>
  /** Takes the folder away. */
  remove(): void
}

export interface StartOptions {
  readonly startScript: string
  readonly seed: number
  /** Entries of a group between two snapshots: few, so that a short run has many. */
  readonly snapshots: number
}

export async function startChaosCluster({
  startScript,
  seed,
  snapshots,
}: StartOptions): Promise<ChaosCluster> {
  const data = mkdtempSync(join(tmpdir(), 'raftroom-chaos-'))
  const argv = [
    startScript,
    '--json',
    '--port',
    '0',
    '--data',
    data,
    '--seed',
    String(seed),
    '--snapshots',
    String(snapshots),
  ]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  // Whatever ends this process, the cluster does not outlive it.
  const endWithUs = (): void => void child.kill('SIGINT')
  process.once('exit', endWithUs)
  const giveUp = (error: unknown): never => {
    process.off('exit', endWithUs)
    rmSync(data, { recursive: true, force: true })
    throw error
  }
  const ready = readySchema.parse(JSON.parse(await firstLine(child).catch(giveUp)))
  child.stdout?.resume()
  return {
    url: ready.url,
    pid: ready.pid,
    data,
    nodes: (role) => ready.nodes.filter((node) => node.role === role).map(({ id }) => id),
    base: (node) => `http://127.0.0.1:${ready.nodes.find(({ id }) => id === node)?.httpPort ?? 0}`,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGINT')
      await exited
      process.off('exit', endWithUs)
    },
    remove: () => rmSync(data, { recursive: true, force: true }),
  }
}

/** Where the cluster says why it does not start is standard error. */
async function firstLine(child: ChildProcess): Promise<string> {
  const said: string[] = []
  child.stderr?.on('data', (bytes: Buffer) => {
    said.push(String(bytes))
    if (said.length > LINES_KEPT) said.shift()
  })
  if (child.stdout === null) throw new Error('the cluster has no standard output')
  for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error(`the cluster ended before it was ready: ${said.join('')}`)
}

/** Of what the cluster says beside its one line. */
const LINES_KEPT = 20
