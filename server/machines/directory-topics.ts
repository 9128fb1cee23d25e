// Topics and their partitions. All refusals come before the first id is taken, so a refused command leaves
// no trace.

import type { TopicName } from '../../shared/ids.ts'
import type { DirectoryCommandOf, PartitionRecord, TopicRecord } from '../../shared/protocol/directory.ts'
import type { PartitionsAdded, TopicCreated } from '../../shared/protocol/directory.ts'
import {
  MAX_PARTITIONS,
  MAX_PARTITIONS_PER_TOPIC,
  MAX_TOPICS,
  REPLICAS_PER_PARTITION,
} from '../../shared/protocol/limits.ts'
import type { DirectoryState } from './directory-state.ts'
import { Load, isLive } from './placement.ts'
import { done, refuse } from './replicated.ts'
import type { Answer, Stamp } from './replicated.ts'

export type Refusal = ReturnType<typeof refuse>

export function createTopic(
  state: DirectoryState,
  { topic, partitions }: DirectoryCommandOf<'createTopic'>,
  stamp: Stamp,
): Answer {
  if (state.topics.has(topic)) {
    return refuse('topic-exists', `topic ${topic} exists already`, { what: topic })
  }
  const refusal = whyNotGrow(state, topic, partitions)
  if (refusal !== null) return refusal
  const created = grow(state, topic, partitions, stamp)
  return done<TopicCreated>({ topicId: created.id, partitions, groups: groupsOf(created.partitions) })
}

export function addPartitions(
  state: DirectoryState,
  command: DirectoryCommandOf<'addPartitions'>,
  stamp: Stamp,
): Answer {
  const { topic, broker, exactly } = command
  const before = state.topics.get(topic)?.partitions.length ?? 0
  if (before === 0 && exactly !== 0) return noSuchTopic(topic)
  const refusal = whyNotOn(state, broker) ?? whyNotExactly(topic, before, exactly)
  if (refusal !== null) return refusal
  const count = exactly === undefined ? command.count : 1
  const limit = whyNotGrow(state, topic, count)
  if (limit !== null) return limit
  const grown = grow(state, topic, count, stamp, broker)
  return done<PartitionsAdded>({
    topicId: grown.id,
    partitionId: before,
    partitions: grown.partitions.length,
    groups: groupsOf(grown.partitions.slice(before)),
  })
}

/** Limits, then brokers. */
export function whyNotGrow(state: DirectoryState, topic: TopicName, count: number): Refusal | null {
  const before = state.topics.get(topic)?.partitions.length ?? 0
  if (before === 0 && state.topics.size >= MAX_TOPICS) return limitReached('topics', MAX_TOPICS)
  if (before + count > MAX_PARTITIONS_PER_TOPIC) {
    return limitReached('partitions of a topic', MAX_PARTITIONS_PER_TOPIC)
  }
  if (state.groups.size + count > MAX_PARTITIONS) return limitReached('partitions', MAX_PARTITIONS)
  const alive = liveBrokers(state).length
  if (alive >= REPLICAS_PER_PARTITION) return null
  const message = `${alive} brokers are alive, a partition needs ${REPLICAS_PER_PARTITION}`
  return refuse('not-enough-brokers', message, { alive, needed: REPLICAS_PER_PARTITION })
}

/** Adds partitions to a topic, made here if it is new. Whether that is allowed was asked before. */
export function grow(
  state: DirectoryState,
  name: TopicName,
  count: number,
  stamp: Stamp,
  broker?: number,
): TopicRecord {
  const before = state.topics.get(name) ?? { id: state.take('topic'), name, partitions: [] }
  const load = new Load(state.groups.values())
  const live = liveBrokers(state)
  const added = Array.from({ length: count }, (_, position): PartitionRecord => {
    const { brokers, preferred } = load.place(live, broker)
    return {
      topic: name,
      topicId: before.id,
      partition: before.partitions.length + position,
      group: state.take('group'),
      epoch: 1,
      preferred,
      replicas: brokers.map((brokerId) => ({ replicaId: state.take('replica'), brokerId })),
    }
  })
  const topic = { ...before, partitions: [...before.partitions, ...added] }
  state.setTopic(topic)
  state.version = stamp.index
  return topic
}

/** Refused where there is no such topic, or no such partition of it. */
export function partitionAt(
  state: DirectoryState,
  { topic, partition }: Pick<PartitionRecord, 'topic' | 'partition'>,
): { readonly ok: true; readonly value: PartitionRecord } | Refusal {
  const found = state.topics.get(topic)
  if (found === undefined) return noSuchTopic(topic)
  const value = found.partitions[partition]
  return value === undefined ? noSuchPartition(topic, partition) : { ok: true, value }
}

export function whyNotOn(state: DirectoryState, broker: number | undefined): Refusal | null {
  if (broker === undefined) return null
  const found = state.brokers.get(broker)
  if (found === undefined) return noSuchBroker(broker)
  if (isLive(found)) return null
  const { alive, state: brokerState } = found
  return refuse('broker-not-alive', `broker ${broker} is not alive`, { alive, state: brokerState })
}

function whyNotExactly(topic: TopicName, before: number, exactly: number | undefined): Refusal | null {
  if (exactly === undefined || exactly === before) return null
  if (exactly < before) return refuse('partition-exists', `partition ${topic}/${exactly} exists already`)
  return refuse('partition-gap', `the next partition of ${topic} is ${before}`, { expected: before })
}

const liveBrokers = (state: DirectoryState): number[] =>
  [...state.brokers.values()].filter(isLive).map(({ id }) => id)
const groupsOf = (partitions: readonly PartitionRecord[]): number[] => partitions.map(({ group }) => group)

export const noSuchTopic = (topic: TopicName): Refusal =>
  refuse('no-such-topic', `there is no topic ${topic}`, { what: topic })
export const noSuchPartition = (topic: TopicName, partition: number): Refusal =>
  refuse('no-such-partition', `topic ${topic} has no partition ${partition}`, {
    what: `${topic}/${partition}`,
  })
export const noSuchBroker = (broker: number): Refusal =>
  refuse('no-such-broker', `there is no broker ${broker}`, { what: broker })
export const limitReached = (limit: string, max: number): Refusal =>
  refuse('limit-reached', `no more than ${max} ${limit} are possible`, { limit, max })
