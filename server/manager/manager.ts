// A manager: one replica of the directory group. All are read managers; the group's leader is the write
// manager as well. Roles are elected, never configured.

import type { Json } from '../../shared/ids.ts'
import { MANAGERS_GROUP } from '../../shared/ids.ts'
import { MAX_BROKERS } from '../../shared/protocol/limits.ts'
import type { Report, ReportReply } from '../../shared/protocol/report.ts'
import { CONSUME, REPORT, reportSchema } from '../../shared/protocol/report.ts'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import type { Host } from '../host/port.ts'
import type { NodeFacts } from '../http/common-routes.ts'
import { commonRoutes } from '../http/common-routes.ts'
import { directoryRoutes } from '../http/directory-routes.ts'
import type { Act } from '../http/forwarding.ts'
import { answerForwarded } from '../http/forwarding.ts'
import { memberRoutes } from '../http/member-routes.ts'
import { messageRoutes } from '../http/message-routes.ts'
import { httpOf } from '../http/node-http.ts'
import { directoryQuestionSchema } from '../http/questions.ts'
import type { PartitionReader } from '../http/partition-questions.ts'
import { replicaIdRoute } from '../http/replica-id-route.ts'
import { QueueDesk } from '../http/queue-desk.ts'
import type { Route } from '../http/server.ts'
import type { ReplicaRecord } from '../storage/port.ts'
import { createDirectory } from '../machines/directory.ts'
import { answerDirectory } from './answers.ts'
import { Duties } from './duties.ts'
import { Reports } from './reports.ts'
import { managerRoutes } from './routes.ts'
import { Seen } from './seen.ts'

export interface Role {
  readonly routes: readonly Route[]
  readonly ready: () => boolean
  readonly tellAll: () => void
}

export async function startManager(
  host: Host,
  config: NodeConfig,
  facts: NodeFacts,
  record: ReplicaRecord,
  newRequestId: () => string,
): Promise<Role> {
  const directory = createDirectory({ firstReplicaId: config.lastFirstReplica + 1 })
  const reports = new Reports()
  let told = -1

  /** Viewers learn of topics from whoever applied them; the newest version wins there. */
  function tellTopics(): void {
    const version = directory.version()
    if (version === told) return
    told = version
    const topics = directory
      .topics()
      .map(({ name, partitions }) => ({ topic: name, partitions: partitions.length }))
    host.trace({ kind: 'directory', node: host.node, group: 'managers', version, topics }, null)
  }

  const opened = await host.open({
    record,
    machine: directory,
    onApplied: tellTopics,
    onRestored: tellTopics,
  })
  if (!opened.ok) throw new Error(opened.error.message)
  const duties = new Duties(host, directory, reports)

  const ask = (question: Json): Json =>
    answerDirectory(directory, reports, host.clock.now(), directoryQuestionSchema.parse(question))
  answerForwarded(host, (_group, question) => ask(question))

  host.onCall(REPORT, async (from, raw): Promise<Json> => {
    const report = reportSchema.parse(raw)
    if (report.node !== from) throw new Error(`${from} reports as ${report.node}`)
    if (hasRoomFor(report)) reports.note(report, host.clock.now())
    duties.look()
    return reply(report)
  })

  /** Those who came and went make room. */
  function hasRoomFor({ node }: Report): boolean {
    if (reports.of(node) !== undefined || reports.all().length < MAX_BROKERS) return true
    for (const broker of directory.brokers()) if (broker.state === 'removed') reports.forget(broker)
    return reports.all().length < MAX_BROKERS
  }

  function reply({ node, birth }: Report): ReportReply {
    const brokers = directory.brokers()
    const own = brokers.find((broker) => broker.node === node && broker.birth === birth)
    // Of two under one name the later one is where the name listens now.
    const present = brokers.filter(({ state }) => state !== 'removed')
    const byName = new Map(present.map((broker) => [broker.node, broker]))
    return {
      brokerId: own?.id ?? null,
      brokers: [...byName.values()].map(({ node: name, host: at, raftPort }) => ({
        node: name,
        host: at,
        raftPort,
      })),
    }
  }

  const ready = (): boolean => host.status(MANAGERS_GROUP)?.ready === true
  const others = config.peers.map((peer) => peer.node)
  const managers = [host.node, ...others]
  const seen = new Seen(host, reports, others)
  const desk = new QueueDesk({
    host,
    managers: () => managers,
    managerHttp: (node) => httpOf(config, node),
    directory: ask,
    brokerId: null,
    ready,
    newRequestId,
    onClient: (kind, id, at) => seen.note(kind, id, at),
  })
  const message = (): string =>
    host.status(MANAGERS_GROUP)?.role === 'leader' ? 'broker manager running' : 'broker manager copy running'
  return {
    ready,
    tellAll() {
      told = -1
      tellTopics()
    },
    routes: [
      ...commonRoutes(host, facts, ready, message),
      ...memberRoutes(host, MANAGERS_GROUP),
      ...directoryRoutes(desk),
      replicaIdRoute(desk),
      ...managerRoutes({ host, desk, directory, config }),
      ...messageRoutes({ desk, consuming: () => carriesNone, reader: NO_PARTITIONS }),
    ],
  }
}

const NO_PARTITIONS: PartitionReader = {
  answerHere: () => Promise.resolve(undefined),
  holds: () => false,
}

/** Managers hold no partitions: the next replica is asked. */
const carriesNone: Act = {
  method: CONSUME,
  here: async () => ({ t: 'refused', why: 'noSuchGroup', heard: 0, needed: 0 }),
}
