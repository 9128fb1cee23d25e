// What only a manager answers: the healthy managers as this one sees them, and heartbeats over HTTP for
// tools and tests (brokers report by frames).

import * as z from 'zod'
import type { NodeId } from '../../shared/ids.ts'
import { MANAGERS_GROUP } from '../../shared/ids.ts'
import { failure } from '../../shared/protocol/failure.ts'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import type { Host } from '../host/port.ts'
import type { Answer } from '../http/answer.ts'
import { asBody, changeAnswer, failed, success } from '../http/answer.ts'
import { notReady } from '../http/directory-call.ts'
import type { Fields } from '../http/fields.ts'
import type { Settled } from '../http/leader.ts'
import type { QueueDesk } from '../http/queue-desk.ts'
import { callOptions, flag, name, parseFields, whole } from '../http/schema.ts'
import type { CallOptions } from '../http/schema.ts'
import type { Route } from '../http/server.ts'
import type { Directory } from '../machines/directory.ts'

const port = whole(1, 65_535)
const HOST_RULE = 'must be a host name or an address'
const forHeartbeat = callOptions.extend({
  host: z.string(HOST_RULE).min(1, HOST_RULE).max(253, HOST_RULE),
  http_port: port,
  node: name.optional(),
  raft_port: port.optional(),
  cluster: z.string().optional(),
})

const forReplicas = z.object({ all: flag.default(false) })
const brokerRow = z.object({
  broker_id: z.number(),
  node: z.string(),
  host: z.string(),
  http_port: z.number(),
  raft_port: z.number(),
})

export interface ManagerRoutesOptions {
  readonly host: Host
  readonly desk: QueueDesk
  readonly directory: Directory
  readonly config: NodeConfig
}

export function managerRoutes(options: ManagerRoutesOptions): readonly Route[] {
  return [
    { methods: ['GET'], paths: ['/replicas'], handle: async (fields) => replicas(options, fields) },
    { methods: ['POST'], paths: ['/brokers/heartbeat'], handle: (fields) => heartbeat(options, fields) },
  ]
}

/** Always local, so that a client finds another manager while there is no leader. */
function replicas({ host, config }: ManagerRoutesOptions, fields: Fields): Answer {
  const parsed = parseFields(forReplicas, fields)
  if (!parsed.ok) return failed(parsed.error)
  const status = host.status(MANAGERS_GROUP)
  const leader = status?.leader ?? null
  const now = host.clock.now()
  const own = { role: status?.role ?? 'follower', last_seen: now, applied: status?.applied ?? 0 }
  const others = config.peers
    .filter(({ node }) => parsed.value.all || host.reaches(node))
    .map(({ node, host: at, httpPort, raftPort }) => ({
      node,
      host: at,
      http_port: httpPort,
      raft_port: raftPort,
      role: node === leader ? 'leader' : 'follower',
      last_seen: host.reaches(node) ? now : null,
      applied: null,
    }))
  const { httpPort, raftPort } = config
  const self = { node: host.node, host: config.host, http_port: httpPort, raft_port: raftPort, ...own }
  return success({ leader, replicas: [self, ...others] })
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
  const found = await knownAt(desk, host, http_port, parsed.value)
  if (!found.ok) return failed(found.failure)
  const seen = seenBroker(found.value, node, raft_port, cluster)
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

type KnownBroker = z.infer<typeof brokerRow>

/** As the newest directory has it: a broker this copy has not heard of yet must not be called unknown. */
async function knownAt(
  desk: QueueDesk,
  host: string,
  httpPort: number,
  options: CallOptions,
): Promise<Settled<KnownBroker | undefined>> {
  const asked = await desk.ask({ q: 'brokers', all: true }, { ...options, consistency: 'linearizable' })
  if (!asked.ok) return asked
  const rows = z.array(brokerRow).parse(asked.value.result)
  return { ok: true, value: rows.findLast((row) => row.host === host && row.http_port === httpPort) }
}

function seenBroker(
  known: KnownBroker | undefined,
  node: NodeId | undefined,
  raftPort: number | undefined,
  cluster: string | undefined,
): { readonly node: NodeId; readonly raftPort: number; readonly id?: number } | null {
  if (known !== undefined) return { node: known.node, raftPort: known.raft_port, id: known.broker_id }
  return node === undefined || raftPort === undefined || cluster === undefined ? null : { node, raftPort }
}
