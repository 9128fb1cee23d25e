// Registrations. Each registration of a producer is a new id, also under the same name: the later one owns
// the name. A consumer's place in the queue hangs on its id, so the same name gets the same id back.

import { RESERVED_CLIENT_NAME } from '../../shared/protocol/directory.ts'
import type {
  ClientRecord,
  ConsumerRegistered,
  DirectoryCommandOf,
  ProducerRegistered,
  TopicRecord,
} from '../../shared/protocol/directory.ts'
import { MAX_CLIENTS } from '../../shared/protocol/limits.ts'
import type { DirectoryState } from './directory-state.ts'
import { grow, limitReached, noSuchPartition, noSuchTopic, whyNotGrow } from './directory-topics.ts'
import { done, refuse } from './replicated.ts'
import type { Answer, Stamp } from './replicated.ts'

/** A topic made by a registration has one partition, so it has one order. */
const PARTITIONS_OF_A_NEW_TOPIC = 1

export function registerProducer(
  state: DirectoryState,
  command: DirectoryCommandOf<'registerProducer'>,
  stamp: Stamp,
): Answer {
  const existing = state.topics.get(command.topic)
  const partitions = existing?.partitions.length ?? PARTITIONS_OF_A_NEW_TOPIC
  const created = existing === undefined
  const refusal =
    whyNotPartition(command, partitions) ??
    whyNotNamed(command.name, 'producer_name') ??
    (state.producers.size >= MAX_CLIENTS ? limitReached('producers', MAX_CLIENTS) : null) ??
    (created ? whyNotGrow(state, command.topic, PARTITIONS_OF_A_NEW_TOPIC) : null)
  if (refusal !== null) return refusal
  const topic = existing ?? grow(state, command.topic, PARTITIONS_OF_A_NEW_TOPIC, stamp)
  const id = state.take('producer')
  const producer = recordOf(id, command.name ?? `producer-${id}`, topic, command.partition, stamp)
  state.producers.set(id, producer)
  return done<ProducerRegistered>({ producerId: id, ...registered(producer, partitions), created })
}

export function registerConsumer(
  state: DirectoryState,
  command: DirectoryCommandOf<'registerConsumer'>,
  stamp: Stamp,
): Answer {
  const topic = state.topics.get(command.topic)
  if (topic === undefined) return noSuchTopic(command.topic)
  const partitions = topic.partitions.length
  const refusal = whyNotPartition(command, partitions) ?? whyNotNamed(command.name, 'consumer_name')
  if (refusal !== null) return refusal
  const known =
    command.name === undefined ? undefined : findAgain(state, topic, command.name, command.partition)
  if (known !== undefined) return answerConsumer(known, partitions)
  if (state.consumers.size >= MAX_CLIENTS) return limitReached('consumers', MAX_CLIENTS)
  const id = state.take('consumer')
  const consumer = recordOf(id, command.name ?? `consumer-${id}`, topic, command.partition, stamp)
  state.setConsumer(consumer)
  return answerConsumer(consumer, partitions)
}

const findAgain = (
  state: DirectoryState,
  topic: TopicRecord,
  name: string,
  partition: number | undefined,
): ClientRecord | undefined => state.findConsumer(topic.id, partition ?? null, name)

const answerConsumer = (consumer: ClientRecord, partitions: number): Answer =>
  done<ConsumerRegistered>({ consumerId: consumer.id, ...registered(consumer, partitions) })

const registered = ({ topicId, name, partition }: ClientRecord, partitions: number) => ({
  topicId,
  name,
  partition,
  partitions,
})

const recordOf = (
  id: number,
  name: string,
  topic: TopicRecord,
  partition: number | undefined,
  { at }: Stamp,
): ClientRecord => ({
  id,
  name,
  topic: topic.name,
  topicId: topic.id,
  partition: partition ?? null,
  lastSeen: at,
})

function whyNotPartition(command: { topic: string; partition?: number }, partitions: number) {
  const { topic, partition } = command
  if (partition === undefined || partition < partitions) return null
  return noSuchPartition(topic, partition)
}

function whyNotNamed(name: string | undefined, field: string) {
  if (name === undefined || !RESERVED_CLIENT_NAME.test(name)) return null
  return refuse('bad-name', `the name ${name} is reserved for clients that bring none`, { field })
}
