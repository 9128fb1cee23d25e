// What only a manager answers: the healthy managers as this one sees them, and heartbeats over HTTP for
// tools and tests (brokers report by frames).

import * as z from 'zod'
import type { NodeId } from '../../shared/ids.ts'
import { MANAGERS_GROUP } from '../../shared/ids.ts'
import type { BrokerRecord } from '../../shared/protocol/directory.ts'
import { failure } from '../../shared/protocol/failure.ts'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import type { Host } from '../host/port.ts'
import type { Answer } from '../http/answer.ts'
import { asBody, changeAnswer, failed, success } from '../http/answer.ts'
import { notReady } from '../http/directory-routes.ts'
import type { Fields } from '../http/fields.ts'
import type { QueueDesk } from '../http/queue-desk.ts'
import { callOptions, name, parseFields, whole } from '../http/schema.ts'
import type { Route } from '../http/server.ts'
import type { Directory } from '../machines/directory.ts'

const port = whole(1, 65_535)
const forHeartbeat = callOptions.extend({
  host: z.string('is missing').min(1).max(253),
  http_port: port,
  node: name.optional(),
  raft_port: port.optional(),
  cluster: z.string().optional(),
})

export interface ManagerRoutesOptions {
  readonly host: Host
  readonly desk: QueueDesk
  readonly directory: Directory
  readonly config: NodeConfig
}

export function managerRoutes(options: ManagerRoutesOptions): readonly Route[] {
  return [
    { methods: ['GET'], paths: ['/replicas'], handle: async () => success(replicas(options)) },
    { methods: ['POST'], paths: ['/brokers/heartbeat'], handle: (fields) => heartbeat(options, fields) },
  ]
}

/** Always local, so that a client finds another manager while there is no leader. */
function replicas({ host, config }: ManagerRoutesOptions) {
  const status = host.status(MANAGERS_GROUP)
  const leader = status?.leader ?? null
  const row = (node: NodeId, httpPort: number, raftPort: number) => ({
    node,
    host: config.host,
    http_port: httpPort,
    raft_port: raftPort,
    role: node === leader ? 'leader' : 'follower',
    last_seen: host.clock.now(),
    applied: node === host.node ? (status?.applied ?? 0) : null,
  })
  const others = config.peers
    .filter((peer) => host.reaches(peer.node))
    .map((peer) => row(peer.node, peer.httpPort, peer.raftPort))
  return { leader, replicas: [row(host.node, config.httpPort, config.raftPort), ...others] }
}

/** The manager never calls the address back: who reports is taken at its word. */
async function heartbeat(options: ManagerRoutesOptions, fields: Fields): Promise<Answer> {
  const { desk, directory, config } = options
  const parsed = parseFields(forHeartbeat, fields)
  if (!parsed.ok) return failed(parsed.error)
  if (!desk.options.ready()) return failed(notReady(desk))
  const { host, http_port, node, raft_port, cluster } = parsed.value
  if (cluster !== undefined && cluster !== config.cluster) {
    return failed(failure('wrong-cluster', `this is cluster ${config.cluster}, not ${cluster}`))
  }
  const known = directory.brokers().find((one) => one.host === host && one.httpPort === http_port)
  const seen = seenBroker(known, node, raft_port, cluster)
  if (seen === null) {
    const message = `no broker is known at ${host}:${http_port}; give node, raft_port and cluster to register one`
    return failed(failure('no-such-broker', message, { what: `${host}:${http_port}` }))
  }
  const requestId = parsed.value.request_id ?? desk.options.newRequestId()
  const command = { op: 'brokerSeen', host, httpPort: http_port, ...seen }
  const result = await desk.change(command, requestId, parsed.value)
  if (!result.ok) return failed(result.failure, { request_id: requestId })
  return changeAnswer(result.value, requestId, (value) => ({
    broker_id: asBody(value)['brokerId'] ?? null,
    registered: asBody(value)['registered'] ?? false,
    version: directory.version(),
  }))
}

function seenBroker(
  known: BrokerRecord | undefined,
  node: NodeId | undefined,
  raftPort: number | undefined,
  cluster: string | undefined,
): { readonly node: NodeId; readonly raftPort: number; readonly id?: number } | null {
  if (known !== undefined) return { node: known.node, raftPort: known.raftPort, id: known.id }
  return node === undefined || raftPort === undefined || cluster === undefined ? null : { node, raftPort }
}
