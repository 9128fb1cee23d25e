// Whose request it is: the registration, its topic, and the partitions that may serve it.

import { assert } from '../../shared/assert.ts'
import type { ClientRecord } from '../../shared/protocol/directory.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { failure } from '../../shared/protocol/failure.ts'
import { MAX_PARTITIONS_PER_TOPIC } from '../../shared/protocol/limits.ts'
import type { Act } from './forwarding.ts'
import type { Settled } from './leader.ts'
import type { PartitionReader } from './partition-questions.ts'
import type { QueueDesk } from './queue-desk.ts'
import type { PartitionInfo, TopicInfo } from './questions.ts'
import { missing, name, partition, whole } from './schema.ts'
import type { CallOptions } from './schema.ts'

export const clientId = whole(1, Number.MAX_SAFE_INTEGER)
export const oneTopic = {
  topic: name.optional(),
  topic_id: clientId.optional(),
  partition: partition(MAX_PARTITIONS_PER_TOPIC - 1),
}

export interface MessagePorts {
  readonly desk: QueueDesk
  /** What a consume does at the partition's leader; at nodes without partitions it says so. */
  readonly consuming: (group: number) => Act
  readonly reader: PartitionReader
}

export interface Client {
  readonly topic: TopicInfo
  readonly client: ClientRecord
  /** The partitions that may serve it. */
  readonly partitions: readonly PartitionInfo[]
}

export type TopicFields = CallOptions & {
  readonly topic?: string | undefined
  readonly topic_id?: number | undefined
  readonly partition?: number | undefined
}

/** The registration, its topic and the partitions it may use, or why not. */
export async function identify(
  desk: QueueDesk,
  kind: 'producer' | 'consumer',
  client: number,
  fields: TopicFields,
): Promise<Settled<Client>> {
  const until = desk.host.clock.now() + fields.deadline_ms
  const found = await desk.client(kind, client, fields)
  if (!found.ok) return found
  const { topic: registered, topicId, partition: fixed } = found.value
  const named = fields.topic ?? registered
  if (named !== registered || (fields.topic_id ?? topicId) !== topicId) {
    if (fields.topic !== undefined) {
      const exists = await desk.topic(named, fields)
      if (!exists.ok) return exists
    }
    return no(failure('wrong-topic', `${kind} ${client} is registered for ${registered}`, { registered }))
  }
  if (fixed !== null && fields.partition !== undefined && fields.partition !== fixed) {
    return no(
      failure('wrong-partition', `${kind} ${client} is registered for partition ${fixed}`, {
        registered: fixed,
      }),
    )
  }
  const topic = await desk.topic(registered, remaining(desk, fields, until))
  if (!topic.ok) return topic
  const partitions = await partitionsOf(desk, topic.value, fields.partition ?? fixed, fields)
  if (!partitions.ok) return partitions
  desk.options.onClient(kind, client, desk.host.clock.now())
  return { ok: true, value: { topic: topic.value, client: found.value, partitions: partitions.value } }
}

/** All of them, or the one named. A route kept here may be older than the partition. */
async function partitionsOf(
  desk: QueueDesk,
  topic: TopicInfo,
  wanted: number | null | undefined,
  options: CallOptions,
): Promise<Settled<readonly PartitionInfo[]>> {
  if (wanted === null || wanted === undefined) return { ok: true, value: topic.partitions }
  const one = topic.partitions[wanted] ?? (await desk.newestTopic(topic.topic, options))?.partitions[wanted]
  return one === undefined ? no(noSuchPartition(topic.topic, wanted)) : { ok: true, value: [one] }
}

/** For requests that come from no registered client: the topic they name and its partitions, or the one. */
export async function topicNamed(
  desk: QueueDesk,
  fields: TopicFields,
): Promise<Settled<Omit<Client, 'client'>>> {
  const wanted = fields.topic ?? fields.topic_id
  if (wanted === undefined) return no(missing('topic'))
  const topic = await desk.topic(wanted, fields)
  if (!topic.ok) return topic
  const partitions = await partitionsOf(desk, topic.value, fields.partition, fields)
  if (!partitions.ok) return partitions
  return { ok: true, value: { topic: topic.value, partitions: partitions.value } }
}

/** The same options with what is left of their deadline: one request, one deadline, however many steps. */
export const remaining = <T extends CallOptions>(desk: QueueDesk, options: T, until: number): T => ({
  ...options,
  deadline_ms: Math.max(1, until - desk.host.clock.now()),
})

export const no = (reason: Failure): Settled<never> => ({ ok: false, failure: reason })

export const noSuchPartition = (topic: string, wanted: number): Failure =>
  failure('no-such-partition', `topic ${topic} has no partition ${wanted}`, { what: `${topic}/${wanted}` })

/** A retry must reach the same group, so what names a request must name a partition too. */
export const nameAPartition = (partitions: number, next: number, what: string): Failure =>
  failure('name-a-partition', `${what} needs a partition, since the topic has ${partitions}`, {
    partitions,
    next,
  })

/** The one partition that may serve; whoever could mean several has to say which. */
export function onlyPartition(partitions: readonly PartitionInfo[], what: string): Settled<PartitionInfo> {
  const [first, ...others] = partitions
  assert(first !== undefined, 'a topic without partitions')
  if (others.length === 0) return { ok: true, value: first }
  return no(nameAPartition(partitions.length, first.partition, what))
}
