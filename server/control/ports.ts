// Finds out whether ports are free, and who has those that are not.

import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { randomInt } from 'node:crypto'
import type { Result } from '../../shared/result.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { NodeName, NodePlace } from './node-plan.ts'
import { err, ok } from '../../shared/result.ts'
import { placeAt } from './node-plan.ts'
import { factsOf } from './process-facts.ts'

/** Below the ports that systems hand out for outgoing connections: a node must find its port free again. */
const FREE_RANGE = { from: 15_000, to: 32_000 }
const MAX_TRIES = 500

export interface Ports {
  readonly control: number
  readonly nodes: readonly NodePlace[]
}

/**
 * Ports for everybody, tried just now; or a sentence naming the port, who has it, and the way out. `listening`: nodes
 * that run on theirs already.
 */
export async function findPorts(
  host: string,
  port: number,
  names: readonly NodeName[],
  listening: ReadonlySet<NodeId> = new Set(),
): Promise<Result<Ports, string>> {
  if (port === 0) return anyPorts(host, names)
  const nodes = names.map((name) => placeAt(port, name))
  const own = nodes.filter(({ id }) => !listening.has(id)).flatMap(portsOf)
  const wayOut = 'start with --port <another>, or --port 0 for any free ports'
  const refusal = await whyTaken(host, [{ port, use: 'the dashboard' }, ...own], wayOut)
  return refusal === null ? ok({ control: port, nodes }) : err(refusal)
}

export interface Wanted {
  readonly port: number
  readonly use: string
}

export const portsOf = ({ id, httpPort, raftPort }: NodePlace): readonly Wanted[] => [
  { port: httpPort, use: `${id} (HTTP)` },
  { port: raftPort, use: `${id} (Raft)` },
]

/** The first of them that cannot be had; null when all can. */
export async function whyTaken(
  host: string,
  wanted: readonly Wanted[],
  wayOut: string,
): Promise<string | null> {
  const refusals = await Promise.all(wanted.map((one) => explain(host, one, wayOut)))
  return refusals.find((sentence) => sentence !== null) ?? null
}

async function explain(host: string, { port, use }: Wanted, wayOut: string): Promise<string | null> {
  const code = await tryPort(host, port)
  if (code === null) return null
  if (code !== 'EADDRINUSE')
    return `${host}:${port} for ${use} cannot be listened on (${code}): name another with --host or --port`
  const holder = holderOf(port)
  const by = holder === null ? 'another process' : `pid ${holder.pid} (${holder.command})`
  return `port ${port} for ${use} is taken by ${by}: stop it, or ${wayOut}`
}

async function anyPorts(host: string, names: readonly NodeName[]): Promise<Result<Ports, string>> {
  const taken = new Set<number>()
  for (let tries = 0; tries < MAX_TRIES && taken.size < names.length * 2 + 1; tries += 1) {
    const port = randomInt(FREE_RANGE.from, FREE_RANGE.to)
    if (!taken.has(port) && (await tryPort(host, port)) === null) taken.add(port)
  }
  const [control, ...rest] = taken
  if (control === undefined || rest.length < names.length * 2)
    return err(`no free ports were found on ${host}: name the first of them with --port`)
  const nodes = names.map((name, at) => ({
    ...name,
    httpPort: rest[2 * at] ?? 0,
    raftPort: rest[2 * at + 1] ?? 0,
  }))
  return ok({ control, nodes })
}

/** Null when the port can be listened on, else the error's code. */
function tryPort(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

/** Known on Linux only, and only for processes this user may look at. */
export function holderOf(port: number): { readonly pid: number; readonly command: string } | null {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listenersOn(table, port)))
  if (sockets.size === 0) return null
  for (const pid of list('/proc').filter((name) => /^\d+$/.test(name)))
    if (list(`/proc/${pid}/fd`).some((fd) => sockets.has(linkOf(`/proc/${pid}/fd/${fd}`))))
      return { pid: Number(pid), command: shorten(factsOf(Number(pid))?.command ?? 'unknown') }
  return null
}

/** Rows of /proc/net/tcp: number, local address:port in hex, remote, state (0A listens), ..., inode. */
function listenersOn(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return read(table)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${hex}`) === true && fields[3] === '0A')
    .map((fields) => `socket:[${fields[9]}]`)
}

const MAX_COMMAND = 80
const shorten = (text: string): string =>
  text.length > MAX_COMMAND ? `${text.slice(0, MAX_COMMAND)}...` : text
const quietly = <T>(run: () => T, otherwise: T): T => {
  try {
    return run()
  } catch {
    return otherwise
  }
}
const list = (folder: string): string[] => quietly(() => readdirSync(folder), [])
const linkOf = (path: string): string => quietly(() => readlinkSync(path), '')
const read = (path: string): string => quietly(() => readFileSync(path, 'utf8'), '')
