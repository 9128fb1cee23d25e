// The life of one node: open its files, carry its groups, take requests, and end with a code that says why.
// Everything specific to a role is handed in, and so is everything about whoever holds the process: the control
// server (child-node.ts) or a window (atm-here.ts).

import type { Config } from '../raft/types.ts'
import { createRandom, seedOf } from '../../shared/random.ts'
import type { ReplicaId } from '../../shared/ids.ts'
import { ATM_GROUP, MANAGERS_GROUP } from '../../shared/ids.ts'
import { DEFAULT_STORAGE } from '../../shared/storage-kind.ts'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import { EXIT_DATA_LOST, EXIT_INVARIANT } from '../../shared/protocol/uplink.ts'
import type { RunningHost } from '../host/host.ts'
import { createHost } from '../host/host.ts'
import type { Vitals } from '../host/samples.ts'
import type { HostTimers } from '../host/timers.ts'
import { nodeTimers } from '../host/timers.ts'
import type { UplinkPipe } from '../host/uplink.ts'
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
import { describeError } from './last-words.ts'
import type { Die } from './last-words.ts'
import type { ProcessOrders } from './process-orders.ts'
import { withProcessOrders } from './process-orders.ts'
import { snapshotOptions } from './snapshot-options.ts'
import { whoHasIt } from './taken-folder.ts'

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

export interface NodeLife {
  readonly config: NodeConfig
  /** Null: nobody is told anything. */
  readonly uplink: UplinkPipe | null
  readonly die: Die
}

export interface RunningNode {
  readonly host: RunningHost
  readonly role: Role
  /** A clean end: everything is on disk, and the folder is free again. */
  readonly end: () => Promise<void>
}

/** A port or a folder that somebody else holds: nothing is wrong with the data. */
const EXIT_TAKEN = 1

export async function startNode(
  life: NodeLife,
  start: (context: RoleContext) => Promise<Role>,
): Promise<RunningNode> {
  const { config, uplink, die } = life
  const disk = createDiskFaults(nodeFileSystem)
  const failing = failingParts(config, process.env)
  const storage = failing.storage(await openFiles(life, failing.files(disk.fs)))
  const setDisk: ProcessOrders['setDisk'] = (mode, delayMs) => disk.set(mode, delayMs ?? undefined)
  const pipe = uplink === null ? null : withProcessOrders(uplink, { setDisk })
  const host = failing.host(openHost(life, storage, pipe, failing))
  host.setPeers(config.peers.map((peer) => ({ node: peer.node, host: peer.host, port: peer.raftPort })))

  const { node, role: kind, cluster, version } = config
  const facts: NodeFacts = { node, role: kind, cluster, version, pid: process.pid }
  const context = { host, config, facts, storage, timers: nodeTimers, newRequestId: requestIds(storage) }
  const role = await start(context)
  const listening = await host.start()
  if (!listening.ok) die(EXIT_TAKEN, listening.error.message)
  const http = createHttpServer({
    host: config.host,
    port: config.httpPort,
    origins: config.origins,
    clock: () => ({ epoch: host.clock.epoch(), rate: host.clock.rate() }),
    routes: role.routes,
    onInvariant: (error) => die(EXIT_INVARIANT, describeError(error)),
  })
  const served = await http.listen()
  if (!served.ok) die(EXIT_TAKEN, `the HTTP port ${config.httpPort} cannot be used: ${served.error}`)
  if (role.tellAll !== undefined) {
    host.onRetell(role.tellAll)
    role.tellAll()
  }
  const end = async (): Promise<void> => {
    await http.close()
    await host.stop()
    await storage.log.close()
    await pipe?.end()
  }
  return { host, role, end }
}

async function openFiles({ config, die }: NodeLife, fs: FileSystem): Promise<NodeStorage> {
  const { dir, cluster, node, role, mayCreate, storage = DEFAULT_STORAGE } = config
  const firstReplicas = firstRecords(config)
  const opened = await openNodeStorage(
    { dir, cluster, node, role, mayCreate, firstReplicas, storage },
    { fs },
  )
  if (opened.ok) return opened.value
  const { code, message } = opened.error
  return code === 'locked' ? die(EXIT_TAKEN, whoHasIt(config) ?? message) : die(EXIT_DATA_LOST, message)
}

/**
 * Managers and ATMs have their first replica from the cluster's birth, or from an operator who brings them back after
 * their files were lost: then it only learns until the group's leader says otherwise. Brokers get theirs by order.
 */
function firstRecords({ role, members, node, rejoined }: NodeConfig): readonly ReplicaRecord[] {
  const group = role === 'atm' ? ATM_GROUP : MANAGERS_GROUP
  const name = role === 'atm' ? 'atm' : 'managers'
  const conf = (voters: NodeConfig['members'], learners: readonly ReplicaId[]): Config => ({
    voters: voters.map((member) => member.replica),
    outgoing: [],
    learners,
  })
  if (rejoined !== undefined) {
    const { replica, members: others } = rejoined
    const all = [...others, { node, replica }]
    return [{ group, replica, name, epoch: 0, conf: conf(others, [replica]), members: all }]
  }
  const own = members.find((member) => member.node === node)
  if (own === undefined) return []
  return [{ group, replica: own.replica, name, epoch: 0, conf: conf(members, []), members }]
}

function openHost(
  { config, die }: NodeLife,
  storage: NodeStorage,
  pipe: UplinkPipe | null,
  failing: Failing,
): RunningHost {
  const { node, role, cluster, host, raftPort, seed, clock } = config
  return createHost({
    node,
    storage,
    timers: nodeTimers,
    clock,
    seed,
    onFatal: die,
    ...snapshotOptions(config),
    ...(pipe === null ? {} : { uplink: { pipe, pid: process.pid, vitals } }),
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
