// Real node processes without a control server, for tests that give one node what the others do not have: each is
// spawned with its own configuration and its own environment, and told what to do over its own pipe.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import type { Json, NodeId } from '../../shared/ids.ts'
import type { ExitFact } from '../../shared/trace-facts.ts'
import { BoundedLog } from '../control/bounded-log.ts'
import { ClusterClock } from '../control/cluster-clock.ts'
import { nodeConfig } from '../control/node-config.ts'
import type { NodeCounts, NodePlace } from '../control/node-plan.ts'
import { firstMembers, nodeNames } from '../control/node-plan.ts'
import type { Ack, Order } from '../control/node-process.ts'
import { NodeProcess } from '../control/node-process.ts'
import { findPorts } from '../control/ports.ts'

const START = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url))
const BUILT = fileURLToPath(new URL('../../dist/server', import.meta.url))
const ANSWER_LIMIT_MS = 10_000

export interface Death {
  readonly exit: ExitFact
  /** The last line of its standard error. */
  readonly said: string
}

export interface TestNodes {
  readonly all: readonly NodeId[]
  /** `env` comes on top of our own. */
  start(node: NodeId, env?: Readonly<Record<string, string>>): void
  /** Its clean end, if it runs. */
  stop(node: NodeId): Promise<void>
  /** SIGKILL; it is gone afterwards. */
  kill(node: NodeId): Promise<void>
  /** Its folder. */
  dir(node: NodeId): string
  /** Of the process that was started last. */
  ended(node: NodeId): Promise<Death>
  /** All it ever printed. */
  log(node: NodeId): string
  tell(node: NodeId, order: Order): Promise<Ack | null>
  /** The body of the answer, whatever it says; fields go into the query of a GET and into a JSON body otherwise. */
  ask(node: NodeId, what: string, fields?: Fields): Promise<Body>
  end(): Promise<void>
}

type Fields = Readonly<Record<string, string | number | readonly string[]>>
export type Body = Readonly<Record<string, Json>>
const bodySchema = z.record(z.string(), z.json())

interface Running {
  readonly process: NodeProcess
  readonly death: Promise<Death>
}

/** Nobody runs yet. */
export async function prepareTestNodes(counts: NodeCounts, snapshots: number): Promise<TestNodes> {
  // As a side effect of asking anything of it everything is built.
  execFileSync(process.execPath, [START, '--help'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const ports = await findPorts('127.0.0.1', 0, nodeNames(counts))
  if (!ports.ok) throw new Error(ports.error)
  const places = new Map(ports.value.nodes.map((place) => [place.id, place]))
  const data = mkdtempSync(join(tmpdir(), 'raftroom-nodes-'))
  const running = new Map<NodeId, Running>()
  const launch = launcher(data, [...places.values()], counts, snapshots)
  const find = <T>(map: ReadonlyMap<NodeId, T>, node: NodeId): T => {
    const found = map.get(node)
    if (found === undefined) throw new Error(`there is no ${node}`)
    return found
  }
  const end = async (node: NodeId, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    running.get(node)?.process.signal(signal)
    await running.get(node)?.death
  }
  const stop = (node: NodeId): Promise<void> => end(node, 'SIGTERM')
  return {
    all: [...places.keys()],
    start: (node, env = {}) => void running.set(node, launch(find(places, node), env)),
    stop,
    kill: (node) => end(node, 'SIGKILL'),
    dir: (node) => join(data, node),
    ended: (node) => find(running, node).death,
    log: (node) => (existsSync(logOf(data, node)) ? readFileSync(logOf(data, node), 'utf8') : ''),
    tell: (node, order) => find(running, node).process.ask(order, ANSWER_LIMIT_MS),
    ask: (node, what, fields = {}) => ask(`http://127.0.0.1:${find(places, node).httpPort}`, what, fields),
    async end() {
      await Promise.all([...running.keys()].map(stop))
      rmSync(data, { recursive: true, force: true })
    },
  }
}

const logOf = (data: string, node: NodeId): string => join(data, 'logs', `${node}.log`)

function launcher(data: string, places: readonly NodePlace[], counts: NodeCounts, snapshots: number) {
  const { frame } = new ClusterClock({ epoch: 1, clusterTime: 0 })
  const born = new Set<NodeId>()
  return (place: NodePlace, env: Readonly<Record<string, string>>): Running => {
    const config = nodeConfig(place, {
      cluster: { cluster: 'fail-points', storage: 'log', ...firstMembers(counts) },
      places,
      data,
      host: '127.0.0.1',
      seed: 1,
      snapshots,
      clock: frame,
      origins: [],
      version: '0.0.0',
      history: { born: [...born], rejoins: [] },
    })
    born.add(place.id)
    const log = new BoundedLog(logOf(data, place.id))
    let said = ''
    const process = new NodeProcess(
      {
        flags: [],
        script: join(BUILT, `${place.role}.mjs`),
        config,
        env: { ...globalThis.process.env, ...env },
        log,
      },
      { onMessage: () => {}, onEnd: (_, lastLine) => (said = lastLine) },
    )
    return { process, death: process.ended.then((exit) => ({ exit, said })) }
  }
}

/** Throws when nobody answers. */
async function ask(base: string, what: string, fields: Fields): Promise<Body> {
  const [method = '', path = ''] = what.split(' ')
  const query = Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)])
  const [url, init] =
    method === 'GET'
      ? [`${path}?${String(new URLSearchParams(query))}`, {}]
      : [path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) }]
  const response = await fetch(`${base}${url}`, { ...init, signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })
  return bodySchema.parse(await response.json())
}
