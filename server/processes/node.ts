// The life of one node: read what it is told, open its files, carry its groups, take requests, and end
// with a code that says why. Everything specific to a role is handed in.

import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { InvariantError } from '../../shared/assert.ts'
import type { Config } from '../raft/types.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import { ATM_GROUP, MANAGERS_GROUP } from '../../shared/ids.ts'
import { DEFAULT_STORAGE } from '../../shared/storage-kind.ts'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import { EXIT_DATA_LOST, EXIT_INVARIANT, nodeConfigSchema } from '../../shared/protocol/uplink.ts'
import type { RunningHost } from '../host/host.ts'
import { createHost } from '../host/host.ts'
import type { Vitals } from '../host/samples.ts'
import type { HostTimers } from '../host/timers.ts'
import { nodeTimers } from '../host/timers.ts'
import type { UplinkPipe } from '../host/uplink.ts'
import { createUplink } from '../host/uplink.ts'
import type { NodeFacts } from '../http/common-routes.ts'
import type { Route } from '../http/server.ts'
import { createHttpServer } from '../http/server.ts'
import { createDiskFaults } from '../storage/disk-faults.ts'
import type { FileSystem } from '../storage/fs-port.ts'
import { nodeFileSystem } from '../storage/node-fs.ts'
import { openNodeStorage } from '../storage/open-node.ts'
import type { NodeStorage, ReplicaRecord } from '../storage/port.ts'
import { createTcpTransport } from '../transport/tcp.ts'
import { failingParts } from './failing-node.ts'
import type { Failing } from './failing-node.ts'
import { watchParent } from './lifeline.ts'
import { withProcessOrders } from './process-orders.ts'
import { snapshotOptions } from './snapshot-options.ts'

export interface RoleContext {
  readonly host: RunningHost
  readonly config: NodeConfig
  readonly facts: NodeFacts
  readonly storage: NodeStorage
  readonly timers: HostTimers
  /** Request ids for clients that send none: unique over all lives of this node. */
  readonly newRequestId: () => string
}

export interface Role {
  readonly routes: readonly Route[]
  readonly ready: () => boolean
  /** Everything viewers need again: at the start, and after telemetry was lost. */
  readonly tellAll?: () => void
}

/** A port that somebody else holds: nothing is wrong with the data. */
const EXIT_NO_PORT = 1
/** File descriptor of the pipe to the control server. */
const UPLINK_FD = 3
/** Until the node is ready it is looked at this often, real milliseconds: a start must be quick. */
const LOOK_AT_READY_MS = 25

export async function runNode(start: (context: RoleContext) => Promise<Role>): Promise<void> {
  process.on('uncaughtException', (error) => die(EXIT_INVARIANT, describe(error)))
  process.on('unhandledRejection', (error) => die(EXIT_INVARIANT, describe(error)))
  const config = readConfig(process.argv[2])
  const disk = createDiskFaults(nodeFileSystem)
  const failing = failingParts(config, process.env)
  const storage = failing.storage(await openFiles(config, failing.files(disk.fs)))
  const uplink = createUplink(new Socket({ fd: UPLINK_FD, readable: true, writable: true }))
  const pipe = withProcessOrders(uplink, { setDisk: (mode, delayMs) => disk.set(mode, delayMs ?? undefined) })
  const host = failing.host(openHost(config, storage, pipe, failing))
  host.setPeers(config.peers.map((peer) => ({ node: peer.node, host: peer.host, port: peer.raftPort })))

  const { node, role: kind, cluster, version } = config
  const facts: NodeFacts = { node, role: kind, cluster, version, pid: process.pid }
  const context = { host, config, facts, storage, timers: nodeTimers, newRequestId: requestIds(storage) }
  const role = await start(context)
  const listening = await host.start()
  if (!listening.ok) die(EXIT_NO_PORT, listening.error.message)
  const http = createHttpServer({
    host: config.host,
    port: config.httpPort,
    origins: config.origins,
    clock: () => ({ epoch: host.clock.epoch(), rate: host.clock.rate() }),
    routes: role.routes,
    onInvariant: (error) => die(EXIT_INVARIANT, describe(error)),
  })
  const served = await http.listen()
  if (!served.ok) die(EXIT_NO_PORT, `the HTTP port ${config.httpPort} cannot be used: ${served.error}`)
  tellReady(pipe, role.ready)
  if (role.tellAll !== undefined) {
    host.onRetell(role.tellAll)
    role.tellAll()
  }

  let ending = false
  const end = async (): Promise<void> => {
    if (ending) return
    ending = true
    await http.close()
    await host.stop()
    await storage.log.close()
    await pipe.end()
    process.exit(0)
  }
  process.on('SIGTERM', () => void end())
  process.on('SIGINT', () => void end())
  watchParent(() => void end())
}

function readConfig(text: string | undefined): NodeConfig {
  try {
    return nodeConfigSchema.parse(JSON.parse(text ?? ''))
  } catch (error) {
    return die(
      2,
      `a node is started by the control server, with its configuration as JSON: ${describe(error)}`,
    )
  }
}

async function openFiles(config: NodeConfig, fs: FileSystem): Promise<NodeStorage> {
  const { dir, cluster, node, role, mayCreate, storage = DEFAULT_STORAGE } = config
  const firstReplicas = firstRecords(config)
  const opened = await openNodeStorage(
    { dir, cluster, node, role, mayCreate, firstReplicas, storage },
    { fs },
  )
  return opened.ok ? opened.value : die(EXIT_DATA_LOST, opened.error.message)
}

/** Managers and ATMs have their first replica from the cluster's birth; brokers get theirs by order. */
function firstRecords({ role, members, node }: NodeConfig): readonly ReplicaRecord[] {
  const own = members.find((member) => member.node === node)
  if (own === undefined) return []
  const conf: Config = { voters: members.map(({ replica }) => replica), outgoing: [], learners: [] }
  const group = role === 'atm' ? ATM_GROUP : MANAGERS_GROUP
  const name = role === 'atm' ? 'atm' : 'managers'
  return [{ group, replica: own.replica, name, epoch: 0, conf, members }]
}

function openHost(config: NodeConfig, storage: NodeStorage, pipe: UplinkPipe, failing: Failing): RunningHost {
  const { node, role, cluster, host, raftPort, seed, clock } = config
  return createHost({
    node,
    storage,
    timers: nodeTimers,
    clock,
    seed,
    onFatal: die,
    ...snapshotOptions(config),
    uplink: { pipe, pid: process.pid, vitals },
    transport: (events) =>
      failing.transport(
        createTcpTransport({
          cluster,
          node,
          role,
          start: nodeTimers.now(),
          host,
          port: raftPort,
          seed,
          random: createRandom(seedOf(seed, node, 'redial')),
          timers: nodeTimers,
          events,
        }),
      ),
  })
}

function vitals(): Vitals {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  return { rssBytes: rss, heapBytes: heapUsed, cpuMs: (user + system) / 1000 }
}

function requestIds({ node, life }: NodeStorage): () => string {
  let count = 0
  return () => `${node}.${life}.${(count += 1)}`
}

/** Ready stays ready for the rest of a life, so nobody looks any more once it was told. */
function tellReady(pipe: UplinkPipe, ready: () => boolean): void {
  const looking = setInterval(() => {
    if (!ready()) return
    clearInterval(looking)
    pipe.send({ t: 'ready', ready: true })
  }, LOOK_AT_READY_MS)
  looking.unref()
}

const describe = (error: unknown): string => {
  if (error instanceof InvariantError)
    return `a rule of the program was broken: ${error.message}\n${error.stack ?? ''}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** One sentence to standard error, then the end: going on could make a wrong state durable. */
function die(code: number, message: string): never {
  writeSync(2, `${message}\n`)
  process.exit(code)
}
