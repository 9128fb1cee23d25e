// A cluster of one's own: started as a user starts it, on free ports, in a temporary folder that goes with it.
// Measurements, runs of chaos and tests of real processes all begin here.

import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod'
import type { NodeId, NodeRole } from '../../shared/ids.ts'
import { NODE_ROLES } from '../../shared/ids.ts'
import { isAlive } from '../control/process-facts.ts'
import { readRunFile } from '../control/run-file.ts'

const readySchema = z.object({
  url: z.string(),
  pid: z.number(),
  nodes: z.array(
    z.object({ id: z.string(), role: z.enum(NODE_ROLES), pid: z.number(), httpPort: z.number() }),
  ),
})

export interface LaunchOptions {
  /** What `npm start` runs. */
  readonly startScript: string
  /** What the folder is called by. */
  readonly name: string
  /** On top of what every such cluster is started with. */
  readonly flags?: readonly string[]
  /** In a process group of its own, so that Ctrl-C in the terminal reaches whoever started it and not the cluster. */
  readonly detached?: boolean
}

export interface KnownNode {
  readonly id: NodeId
  readonly role: NodeRole
  readonly httpPort: number
}

export interface LaunchedCluster {
  /** Of the control server, and of the dashboard. Another one after a `relaunch`. */
  readonly url: string
  /** Of the control server. */
  readonly pid: number
  /** Of the nodes as they were when the cluster became ready. */
  readonly nodePids: readonly number[]
  readonly data: string
  /** What started it. */
  readonly startScript: string
  /** From the start of the process to "ready", milliseconds. */
  readonly readyMs: number
  nodes(role: NodeRole): readonly NodeId[]
  /** Nodes have come or gone since the start: these are all there are now. */
  know(nodes: readonly KnownNode[]): void
  /** Of any node that ever was. `http://127.0.0.1:8431`, no slash behind it. */
  base(node: NodeId): string
  /** SIGKILL to the control server alone. Answers the pids of nodes that outlive it by more than the limit. */
  crash(limitMs: number): Promise<readonly number[]>
  /** After a crash or a clean end: once more on the same data. `env` comes on top of our own, for this life. */
  relaunch(env?: Environment): Promise<void>
  /** A clean end, everything is on disk afterwards; milliseconds from the signal to the end. */
  stop(): Promise<number>
  /** Takes the folder away. */
  remove(): void
}

type Environment = Readonly<Record<string, string>>

interface Run {
  readonly child: ChildProcess
  readonly ready: z.infer<typeof readySchema>
  readonly readyMs: number
}

const LOOK_AGAIN_MS = 20

export async function launchCluster(options: LaunchOptions): Promise<LaunchedCluster> {
  const data = mkdtempSync(join(tmpdir(), `raftroom-${options.name}-`))
  const remove = (): void => rmSync(data, { recursive: true, force: true })
  let run = await begin(options, data).catch((error: unknown) => {
    remove()
    throw error
  })
  const directory = new NodeDirectory(run.ready.nodes)
  return {
    data,
    startScript: options.startScript,
    remove,
    get url() {
      return run.ready.url
    },
    get pid() {
      return run.ready.pid
    },
    get nodePids() {
      return run.ready.nodes.map(({ pid }) => pid)
    },
    get readyMs() {
      return run.readyMs
    },
    nodes: (role) => directory.nodes(role),
    know: (nodes) => directory.know(nodes),
    base: (node) => directory.base(node),
    async crash(limitMs) {
      const running = readRunFile(data)
      // Of nobody it could only be said that nobody is left.
      if (running === null) throw new Error(`nothing in ${data} says who runs on it`)
      const pids = running.nodes.map(({ pid }) => pid)
      await end(run.child, 'SIGKILL')
      const until = performance.now() + limitMs
      while (pids.some(isAlive) && performance.now() < until) await wait(LOOK_AGAIN_MS)
      return pids.filter(isAlive)
    },
    async relaunch(env = {}) {
      run = await begin(options, data, env)
      directory.know(run.ready.nodes)
    },
    async stop() {
      const asked = performance.now()
      await end(run.child, 'SIGINT')
      return performance.now() - asked
    },
  }
}

class NodeDirectory {
  readonly #ports = new Map<NodeId, number>()
  #present: readonly KnownNode[] = []

  constructor(nodes: readonly KnownNode[]) {
    this.know(nodes)
  }

  know(nodes: readonly KnownNode[]): void {
    this.#present = nodes
    for (const { id, httpPort } of nodes) this.#ports.set(id, httpPort)
  }

  nodes(role: NodeRole): readonly NodeId[] {
    return this.#present.filter((node) => node.role === role).map(({ id }) => id)
  }

  base(node: NodeId): string {
    const port = this.#ports.get(node)
    if (port === undefined) throw new Error(`there is no ${node}`)
    return `http://127.0.0.1:${port}`
  }
}

async function begin(
  { startScript, flags = [], detached = false }: LaunchOptions,
  data: string,
  more: Environment = {},
): Promise<Run> {
  const begun = performance.now()
  const argv = [startScript, '--json', '--port', '0', '--data', data, ...flags]
  const env = { ...process.env, ...more }
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'], detached, env })
  // Whatever ends this process, the cluster does not outlive it.
  const endWithUs = (): void => void child.kill('SIGINT')
  process.once('exit', endWithUs)
  child.once('exit', () => process.off('exit', endWithUs))
  const ready = readySchema.parse(JSON.parse(await firstLine(child)))
  child.stdout?.resume()
  return { child, ready, readyMs: performance.now() - begun }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

/** Of what the cluster says beside its one line. */
const LINES_KEPT = 20

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
