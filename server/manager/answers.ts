// Answers about the directory, from this manager's own copy and the reports it has heard.

import { unreachable } from '../../shared/assert.ts'
import type { Json } from '../../shared/ids.ts'
import type {
  BrokerRecord,
  ClientRecord,
  PartitionRecord,
  TopicRecord,
} from '../../shared/protocol/directory.ts'
import { BROKER_DEAD_AFTER_MS, CLIENT_SILENT_AFTER_MS } from '../../shared/protocol/limits.ts'
import type { DirectoryQuestion, PartitionInfo, TopicInfo } from '../http/questions.ts'
import type { Directory } from '../machines/directory.ts'
import type { MovingPartition } from '../machines/directory-moves.ts'
import { placesOf } from '../machines/placement.ts'
import type { Reports } from './reports.ts'

export function answerDirectory(
  directory: Directory,
  reports: Reports,
  now: number,
  question: DirectoryQuestion,
): Json {
  switch (question.q) {
    case 'topics':
      return directory.topics().map(({ name }) => name)
    case 'topic':
      return topicInfo(directory, reports, now, directory.topic(question.topic))
    case 'topicById':
      return topicInfo(directory, reports, now, directory.topicById(question.id))
    case 'brokers':
      return directory
        .brokers()
        .filter(({ alive, state }) => question.all || (alive && state !== 'removed'))
        .map((broker) => brokerInfo(directory, reports, broker))
    case 'balancer':
      return balance(directory, reports)
    case 'producer':
      return directory.producer(question.id) ?? null
    case 'consumer':
      return directory.consumer(question.id) ?? null
    case 'clients': {
      const topic = question.topic ?? undefined
      if (topic !== undefined && directory.topic(topic) === undefined) return null
      const records = question.of === 'producers' ? directory.producers(topic) : directory.consumers(topic)
      const kind = question.of === 'producers' ? 'producer' : 'consumer'
      return records.map((record) => clientInfo(record, reports.clientSeen(kind, record.id), now))
    }
    default:
      return unreachable(question)
  }
}

function topicInfo(
  directory: Directory,
  reports: Reports,
  now: number,
  topic: TopicRecord | undefined,
): TopicInfo | null {
  if (topic === undefined) return null
  const partitions = topic.partitions.map((one) => partitionInfo(directory, reports, now, one))
  return { topic: topic.name, topic_id: topic.id, partitions }
}

function partitionInfo(
  directory: Directory,
  reports: Reports,
  now: number,
  record: PartitionRecord,
): PartitionInfo {
  const { partition, group, epoch, preferred, move } = record
  const replicas = placesOf(record)
  const places = replicas.flatMap(({ replicaId, brokerId }) => {
    const broker = directory.broker(brokerId)
    const learner = replicaId === move?.add.replicaId && move.step !== 'promoted'
    return broker === undefined ? [] : [{ ...placeOf(broker), replica_id: replicaId, learner }]
  })
  const { leader, last } = reports.partition(group, now - BROKER_DEAD_AFTER_MS)
  const led = replicas.map(({ brokerId }) => directory.broker(brokerId)).find((one) => one?.node === leader)
  const first = last > 0 ? 1 : 0
  return {
    partition,
    group,
    epoch,
    preferred,
    replicas: places,
    first,
    last,
    leader: led === undefined ? null : placeOf(led),
  }
}

const placeOf = ({
  id,
  node,
  host,
  httpPort,
}: BrokerRecord): { broker_id: number; node: string; http: string } => ({
  broker_id: id,
  node,
  http: `${host}:${httpPort}`,
})

function balance(directory: Directory, reports: Reports): Json {
  const brokers = directory.brokers().filter(({ state }) => state !== 'removed')
  const rows = brokers.map((broker) => ({ broker, leads: leadsOf(reports, broker) }))
  return {
    paused: directory.paused(),
    moves: directory.moves().map(moveInfo),
    leaders: rows.map(({ broker, leads }) => ({ broker_id: broker.id, node: broker.node, count: leads })),
    replicas: brokers.map(({ id, node }) => ({
      broker_id: id,
      node,
      count: directory.hostedBy(id).length,
    })),
  }
}

const moveInfo = ({ topic, partition, group, epoch, move }: MovingPartition): Json => ({
  topic,
  partition,
  group,
  epoch,
  from_broker: move.remove.brokerId,
  to_broker: move.add.brokerId,
  replica_id: move.add.replicaId,
  step: move.step,
  since: move.since,
  on_hold: move.onHold ?? false,
  giving_up: move.givingUp ?? false,
})

const leadsOf = (reports: Reports, broker: BrokerRecord): number =>
  reports.ofBroker(broker)?.report.groups.filter(({ role }) => role === 'leader').length ?? 0

function brokerInfo(directory: Directory, reports: Reports, broker: BrokerRecord): Json {
  const heard = reports.ofBroker(broker)
  return {
    broker_id: broker.id,
    node: broker.node,
    host: broker.host,
    http_port: broker.httpPort,
    raft_port: broker.raftPort,
    alive: broker.alive,
    state: broker.state,
    last_seen: heard?.at ?? broker.lastSeen,
    replicas: directory.hostedBy(broker.id).length,
    leaders: leadsOf(reports, broker),
  }
}

function clientInfo(record: ClientRecord, heardAt: number | undefined, now: number): Json {
  const lastSeen = Math.max(record.lastSeen, heardAt ?? 0)
  return {
    id: record.id,
    name: record.name,
    topic: record.topic,
    partition: record.partition,
    health: now - lastSeen < CLIENT_SILENT_AFTER_MS ? 'alive' : 'silent',
    last_seen: lastSeen,
  }
}
