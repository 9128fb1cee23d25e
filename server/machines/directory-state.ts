// What the managers agree on. Records are replaced, never changed, so a snapshot may share them. Every id
// comes from a counter that only a success moves: all replicas give the same ids, without holes.

import * as z from 'zod'
import { assert } from '../../shared/assert.ts'
import type { GroupId, Json, LogIndex, ReplicaId, TopicName } from '../../shared/ids.ts'
import { brokerRecordSchema, clientRecordSchema, topicRecordSchema } from '../../shared/protocol/directory.ts'
import type {
  BrokerRecord,
  ClientRecord,
  PartitionRecord,
  TopicRecord,
} from '../../shared/protocol/directory.ts'
import { logIndexSchema } from '../../shared/protocol/request.ts'

/** The next id of each kind. */
const countersSchema = z.strictObject({
  topic: z.int(),
  producer: z.int(),
  consumer: z.int(),
  broker: z.int(),
  group: z.int(),
  replica: z.int(),
})
type Counters = z.infer<typeof countersSchema>

const savedSchema = z.strictObject({
  version: logIndexSchema,
  /** Absent in what was saved before leaders were moved unasked. */
  paused: z.boolean().default(false),
  next: countersSchema,
  topics: z.array(topicRecordSchema),
  brokers: z.array(brokerRecordSchema),
  producers: z.array(clientRecordSchema),
  consumers: z.array(clientRecordSchema),
})

export interface FirstIds {
  /** Behind the replica ids that managers and ATMs got at the first start. */
  readonly firstReplicaId: ReplicaId
  readonly firstGroupId: GroupId
}

export class DirectoryState {
  /** Index of the last change that clients and brokers must hear of: topics, partitions, brokers. */
  version: LogIndex = 0
  /** No leader is moved unasked. Nobody routes by it, so it changes no version. */
  paused = false
  readonly topics = new Map<TopicName, TopicRecord>()
  readonly groups = new Map<GroupId, PartitionRecord>()
  readonly brokers = new Map<number, BrokerRecord>()
  readonly producers = new Map<number, ClientRecord>()
  readonly #consumers = new Map<number, ClientRecord>()
  readonly #consumerIds = new Map<string, number>()
  #next: Counters

  constructor({ firstReplicaId, firstGroupId }: FirstIds) {
    this.#next = {
      topic: 1,
      producer: 1,
      consumer: 1,
      broker: 1,
      group: firstGroupId,
      replica: firstReplicaId,
    }
  }

  get consumers(): ReadonlyMap<number, ClientRecord> {
    return this.#consumers
  }

  take(kind: keyof Counters): number {
    const id = this.#next[kind]
    this.#next = { ...this.#next, [kind]: id + 1 }
    return id
  }

  setTopic(topic: TopicRecord): void {
    this.topics.set(topic.name, topic)
    for (const partition of topic.partitions) this.groups.set(partition.group, partition)
  }

  setPartition(partition: PartitionRecord): void {
    const topic = this.topics.get(partition.topic)
    assert(topic !== undefined, () => `partition ${partition.group} of no topic`)
    const partitions = topic.partitions.map((one) => (one.group === partition.group ? partition : one))
    this.setTopic({ ...topic, partitions })
  }

  setConsumer(consumer: ClientRecord): void {
    this.#consumers.set(consumer.id, consumer)
    this.#consumerIds.set(consumerKey(consumer.topicId, consumer.partition, consumer.name), consumer.id)
  }

  findConsumer(topicId: number, partition: number | null, name: string): ClientRecord | undefined {
    const id = this.#consumerIds.get(consumerKey(topicId, partition, name))
    return id === undefined ? undefined : this.#consumers.get(id)
  }

  save(): Json {
    return {
      version: this.version,
      paused: this.paused,
      next: this.#next,
      topics: [...this.topics.values()],
      brokers: [...this.brokers.values()],
      producers: [...this.producers.values()],
      consumers: [...this.#consumers.values()],
    }
  }

  load(json: unknown): void {
    const saved = savedSchema.parse(json)
    const maps = [this.topics, this.groups, this.brokers, this.producers, this.#consumers, this.#consumerIds]
    for (const map of maps) map.clear()
    this.version = saved.version
    this.paused = saved.paused
    this.#next = saved.next
    for (const topic of saved.topics) this.setTopic(topic)
    for (const broker of saved.brokers) this.brokers.set(broker.id, broker)
    for (const producer of saved.producers) this.producers.set(producer.id, producer)
    for (const consumer of saved.consumers) this.setConsumer(consumer)
  }
}

/** A name cannot hold a slash. */
const consumerKey = (topicId: number, partition: number | null, name: string): string =>
  `${topicId}/${partition ?? ''}/${name}`
