// A broker: one process, one Raft port, one Raft object for each partition replica it holds. It makes
// itself known by its reports; nobody has to configure it.

import type { GroupId, Json, NodeId } from '../../shared/ids.ts'
import { BROKER_REPORT_MS } from '../../shared/protocol/limits.ts'
import type { Report } from '../../shared/protocol/report.ts'
import {
  CONSUME,
  FIRST_REPORT_MS,
  HOST,
  hostOrderSchema,
  REPORT,
  reportReplySchema,
} from '../../shared/protocol/report.ts'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import type { Host } from '../host/port.ts'
import type { NodeFacts } from '../http/common-routes.ts'
import { commonRoutes } from '../http/common-routes.ts'
import { directoryRoutes } from '../http/directory-routes.ts'
import { answerForwarded, callSchema } from '../http/forwarding.ts'
import { messageRoutes } from '../http/message-routes.ts'
import { httpOf } from '../http/node-http.ts'
import { QueueDesk } from '../http/queue-desk.ts'
import type { Route } from '../http/server.ts'
import { sizeQuestion } from '../http/size-route.ts'
import type { NodeStorage } from '../storage/port.ts'
import { consuming } from './consuming.ts'
import { Hosting } from './hosting.ts'
import { Stories } from './stories.ts'

export interface BrokerRole {
  readonly routes: readonly Route[]
  readonly ready: () => boolean
  /** After telemetry was lost: everything viewers need again. */
  readonly tellAll: () => void
}

export interface BrokerOptions {
  readonly host: Host
  readonly config: NodeConfig
  readonly facts: NodeFacts
  readonly storage: NodeStorage
  readonly newRequestId: () => string
  readonly setTimer: (ms: number, fn: () => void) => void
}

export async function startBroker(options: BrokerOptions): Promise<BrokerRole> {
  const { host, config, facts, storage } = options
  const stories = new Stories(host, options.setTimer)
  const hosting = new Hosting(host, storage, (held, _index, reply, command) =>
    stories.applied(held, reply, command),
  )
  const problem = await hosting.openRecovered()
  if (problem !== null) throw new Error(problem)

  const reporter = new Reporter(host, config, storage, hosting)
  host.onCall(HOST, async (_from, raw) => {
    const refusal = await hosting.obey(hostOrderSchema.parse(raw))
    if (refusal === null) reporter.soon()
    return { hosted: refusal === null, message: refusal }
  })
  const size = (group: GroupId, consumer: number | null): Json =>
    hosting.get(group)?.partition.size(consumer ?? undefined) ?? null
  answerForwarded(host, (group, question) => size(group, sizeQuestion.parse(question).consumer))
  host.onCall(CONSUME, async (from, raw) => {
    const call = callSchema.parse(raw)
    return consuming(host, hosting, call.group).here(call.body, call.deadlineMs, `request from ${from}`)
  })

  const ready = (): boolean => reporter.heard
  const desk = new QueueDesk({
    host,
    managers: () => reporter.managers(),
    managerHttp: (node) => httpOf(config, node),
    directory: null,
    ready,
    newRequestId: options.newRequestId,
    onClient: (kind, id) => reporter.served(kind, id),
  })
  return {
    ready,
    tellAll: () => stories.tellAll(hosting.all()),
    routes: [
      ...commonRoutes(host, facts, ready, () => 'broker running'),
      ...directoryRoutes(desk),
      ...messageRoutes({
        desk,
        consuming: (group) => consuming(host, hosting, group),
        sizeHere: size,
        holds: (group) => hosting.get(group) !== undefined,
      }),
    ],
  }
}

/** Tells every manager once a second what this broker holds; the answer tells where other brokers listen. */
class Reporter {
  readonly #host: Host
  readonly #config: NodeConfig
  readonly #storage: NodeStorage
  readonly #hosting: Hosting
  readonly #served = { producer: new Set<number>(), consumer: new Set<number>() }
  readonly #asked = new Set<NodeId>()
  #managers: readonly NodeId[]
  #registered = false
  heard = false

  constructor(host: Host, config: NodeConfig, storage: NodeStorage, hosting: Hosting) {
    this.#host = host
    this.#config = config
    this.#storage = storage
    this.#hosting = hosting
    this.#managers = config.peers.map(({ node }) => node)
    this.#next()
  }

  /** Those that answered last come first. */
  managers(): readonly NodeId[] {
    return this.#managers
  }

  served(kind: 'producer' | 'consumer', id: number): void {
    this.#served[kind].add(id)
  }

  /** Something changed that the managers wait for. */
  soon(): void {
    this.#report()
  }

  #next(): void {
    const pause = this.#registered ? BROKER_REPORT_MS : FIRST_REPORT_MS
    this.#host.clock.after(pause, () => {
      this.#report()
      this.#next()
    })
  }

  #report(): void {
    const report = this.#make()
    for (const { node } of this.#config.peers) {
      // One open report per manager: a dead one must not pile them up.
      if (this.#asked.has(node)) continue
      this.#asked.add(node)
      void this.#host
        .call(node, REPORT, report, BROKER_REPORT_MS)
        .then((answer) => (answer.ok ? this.#answered(node, answer.value) : undefined))
        .finally(() => this.#asked.delete(node))
    }
  }

  #answered(node: NodeId, raw: Json): void {
    const reply = reportReplySchema.safeParse(raw)
    if (!reply.success) return
    const { brokerId, brokers } = reply.data
    this.heard = true
    if (brokerId !== null) this.#registered = true
    this.#managers = [node, ...this.#managers.filter((other) => other !== node)]
    this.#host.setPeers(
      brokers
        .filter((broker) => broker.node !== this.#host.node)
        .map((broker) => ({ node: broker.node, host: broker.host, port: broker.raftPort })),
    )
  }

  #make(): Report {
    const report = {
      node: this.#host.node,
      host: this.#config.host,
      httpPort: this.#config.httpPort,
      raftPort: this.#config.raftPort,
      birth: this.#storage.birth,
      groups: this.#host.groups().map((status) => ({
        group: status.group,
        replicaId: status.replicaId,
        role: status.role,
        term: status.term,
        leader: status.leader,
        epoch: status.epoch,
        last: this.#hosting.get(status.group)?.partition.last() ?? 0,
      })),
      producers: [...this.#served.producer],
      consumers: [...this.#served.consumer],
    }
    this.#served.producer.clear()
    this.#served.consumer.clear()
    return report
  }
}
