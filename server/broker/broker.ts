// A broker: one process, one Raft port, one Raft object for each partition replica it holds. It makes
// itself known by its reports; nobody has to configure it.

import type { GroupId, Json } from '../../shared/ids.ts'
import { CONSUME } from '../../shared/protocol/report.ts'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import type { Host } from '../host/port.ts'
import type { NodeFacts } from '../http/common-routes.ts'
import { commonRoutes } from '../http/common-routes.ts'
import { directoryRoutes } from '../http/directory-routes.ts'
import { answerForwarded, callSchema } from '../http/forwarding.ts'
import { messageRoutes } from '../http/message-routes.ts'
import { httpOf } from '../http/node-http.ts'
import { partitionQuestionSchema } from '../http/partition-questions.ts'
import type { PartitionQuestion } from '../http/partition-questions.ts'
import { QueueDesk } from '../http/queue-desk.ts'
import type { Route } from '../http/server.ts'
import type { NodeStorage } from '../storage/port.ts'
import { answerPartition } from './answers.ts'
import { consuming } from './consuming.ts'
import { Hosting } from './hosting.ts'
import { takeOrders } from './orders.ts'
import { Reporter } from './reporter.ts'
import { SealedParts } from './sealed-parts.ts'
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
  const hosting = new Hosting(host, storage, {
    onApplied: (held, _index, reply, command) => stories.applied(held, reply, command),
    onRestored: (held) => stories.tellAll([held]),
    onLeads: () => reporter.soon(),
  })
  const problem = await hosting.openRecovered()
  if (problem !== null) throw new Error(problem)

  const reporter = new Reporter(host, config, storage, hosting)
  takeOrders(host, hosting, () => reporter.soon())
  const sealed = new SealedParts(host)
  const answerHere = (group: GroupId, question: PartitionQuestion): Promise<Json | undefined> =>
    answerPartition(hosting, sealed, group, question)
  answerForwarded(host, (group, question) => answerHere(group, partitionQuestionSchema.parse(question)))
  const ports = { host, hosting, sealed }
  host.onCall(CONSUME, async (from, raw) => {
    const call = callSchema.parse(raw)
    return consuming(ports, call.group).here(call.body, call.deadlineMs, `request from ${from}`)
  })

  const ready = (): boolean => reporter.heard
  const desk = new QueueDesk({
    host,
    managers: () => reporter.managers(),
    managerHttp: (node) => httpOf(config, node),
    directory: null,
    brokerId: () => reporter.brokerId,
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
        consuming: (group) => consuming(ports, group),
        reader: { answerHere, holds: (group) => hosting.get(group) !== undefined },
      }),
    ],
  }
}
