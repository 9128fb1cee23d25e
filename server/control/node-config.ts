// What a node is told when it starts. Pure.

import type { ClockFrame, NodeConfig } from '../../shared/protocol/uplink.ts'
import type { NodeRole } from '../../shared/ids.ts'
import type { ClusterFile, History } from './data-folder.ts'
import type { NodePlace } from './node-plan.ts'

export interface ConfigFacts {
  readonly cluster: ClusterFile
  readonly places: readonly NodePlace[]
  /** Folder of all nodes' folders. */
  readonly data: string
  readonly host: string
  readonly seed: number
  /** Null: the usual number. */
  readonly snapshots: number | null
  readonly clock: ClockFrame
  readonly origins: readonly string[]
  readonly version: string
  /** Nodes that were ready once, and those that came back after their files were lost. */
  readonly history: Pick<History, 'born' | 'rejoins'>
}

/** Whom a node knows from the start. Everybody else makes himself known. */
const KNOWS: Readonly<Record<NodeRole, NodeRole>> = { manager: 'manager', broker: 'manager', atm: 'atm' }

export function nodeConfig(place: NodePlace, facts: ConfigFacts): NodeConfig {
  const { cluster, places, host, history } = facts
  const reachable = addressOf(host)
  const peers = places.filter(({ id, role }) => id !== place.id && role === KNOWS[place.role])
  const rejoin = history.rejoins.find(({ node }) => node === place.id)
  const members = { manager: cluster.managers, broker: [], atm: cluster.atms }[place.role]
  return {
    node: place.id,
    role: place.role,
    cluster: cluster.cluster,
    dir: `${facts.data}/${place.id}`,
    host,
    httpPort: place.httpPort,
    raftPort: place.raftPort,
    peers: peers.map(({ id, httpPort, raftPort }) => ({ node: id, host: reachable, httpPort, raftPort })),
    members: members.map((member) => ({ ...member })),
    lastFirstReplica: cluster.managers.length + cluster.atms.length,
    ...(rejoin === undefined ? {} : { rejoined: { replica: rejoin.replica, members: rejoin.members } }),
    // A broker with an empty folder is a new one. A manager or ATM would be a second vote under an old name.
    mayCreate:
      place.role === 'broker' ||
      (rejoin === undefined ? !history.born.includes(place.id) : rejoin.step === 'aside'),
    seed: facts.seed,
    ...(facts.snapshots === null ? {} : { snapshotEvery: facts.snapshots }),
    ...(cluster.storage === undefined ? {} : { storage: cluster.storage }),
    clock: facts.clock,
    origins: [...facts.origins],
    version: facts.version,
  }
}

/** One that listens everywhere is reached at this computer's own address. */
const addressOf = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host)

/** The address as it stands in a URL. */
export function urlHost(host: string): string {
  const address = addressOf(host)
  return address.includes(':') ? `[${address}]` : address
}

/** Names under which the dashboard may be open: nodes answer its pages and no others. */
export function dashboardOrigins(host: string, port: number): string[] {
  const names = new Set(['127.0.0.1', 'localhost', '[::1]', urlHost(host)])
  return [...names].map((name) => `http://${name}:${port}`)
}

/**
 * A node needs nothing of npm's; extra certificates cost each start 30 ms; options were meant for us. Where it is
 * to fail, and whether its log is synced, is meant for it.
 */
export function nodeEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const dropped = /^(npm_|NODE_EXTRA_CA_CERTS$|NODE_OPTIONS$|RAFTROOM_(?!(FAIL_AT|FSYNC_OFF)$))/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !dropped.test(name)))
}
