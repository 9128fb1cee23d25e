// The commands of the managers' directory, what they give back, and the records anyone may read: topics and
// where their partitions live, brokers, registered producers and consumers.

import * as z from 'zod'
import { NAME_PATTERN } from '../ids.ts'
import { MAX_PARTITIONS_PER_TOPIC, MAX_SEEN_PER_ENTRY } from './limits.ts'
import { commandFields } from './request.ts'

const name = z.string().regex(NAME_PATTERN)
const id = z.int().min(1)
const partition = z.int().min(0)
const port = z.int().min(1).max(65_535)
/** Longest host name of the domain name system. */
const host = z.string().min(1).max(253)
const time = z.number().min(0)
/** Made with a broker's folder: an empty folder under an old name is another broker. */
const birth = z.string().min(1).max(64)
const partitionCount = z.int().min(1).max(MAX_PARTITIONS_PER_TOPIC)
const seen = z.array(z.tuple([id, time])).max(MAX_SEEN_PER_ENTRY)

/** How far a move has come: a plan, hosted by its broker, a learner of the group, a voter of it. */
export const moveStepSchema = z.enum(['planned', 'hosted', 'added', 'promoted'])
export type MoveStep = z.infer<typeof moveStepSchema>

/** The names given to clients that bring none: `producer-7`, `consumer-7`. */
export const RESERVED_CLIENT_NAME = /^(?:producer|consumer)-\d+$/

/** Which plan is meant: a later one for the same partition has a higher epoch. */
const planned = { group: id, epoch: z.int().min(1) }

export const directoryCommandSchema = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('createTopic'),
    topic: name,
    partitions: partitionCount,
    ...commandFields,
  }),
  z.strictObject({
    op: z.literal('addPartitions'),
    topic: name,
    count: partitionCount,
    /** This broker gets a replica of each and is the preferred leader. */
    broker: z.exactOptional(id),
    /** The one number a broker was asked for; `count` plays no part then, and 0 creates the topic. */
    exactly: z.exactOptional(partition),
    ...commandFields,
  }),
  z.strictObject({
    op: z.literal('registerProducer'),
    topic: name,
    partition: z.exactOptional(partition),
    name: z.exactOptional(name),
    ...commandFields,
  }),
  z.strictObject({
    op: z.literal('registerConsumer'),
    topic: name,
    partition: z.exactOptional(partition),
    name: z.exactOptional(name),
    ...commandFields,
  }),
  z.strictObject({
    op: z.literal('brokerSeen'),
    node: name,
    /** The id it was given before, if it still knows it. */
    id: z.exactOptional(id),
    /** Absent only where no broker speaks for itself: tools and tests. */
    birth: z.exactOptional(birth),
    host,
    httpPort: port,
    raftPort: port,
    ...commandFields,
  }),
  z.strictObject({ op: z.literal('brokerAlive'), broker: id, alive: z.boolean(), ...commandFields }),
  /** Nothing more is placed on it, and the managers move away what it holds. */
  z.strictObject({ op: z.literal('drainBroker'), broker: id, ...commandFields }),
  /** It holds nothing any more, and never comes back under this id. */
  z.strictObject({ op: z.literal('brokerGone'), broker: id, ...commandFields }),
  /** For a manager or an ATM that lost its files: an id that no replica ever had, and none will be given again. */
  z.strictObject({ op: z.literal('takeReplicaId'), node: name, ...commandFields }),
  /** One replica of a partition goes from one broker to another; the new one has its own id. */
  z.strictObject({
    op: z.literal('planMove'),
    topic: name,
    partition,
    from: id,
    to: id,
    ...commandFields,
  }),
  /** What a write manager saw, so that its successor and all viewers know. */
  z.strictObject({ op: z.literal('moveStep'), ...planned, step: moveStepSchema, ...commandFields }),
  z.strictObject({ op: z.literal('finishMove'), ...planned, ...commandFields }),
  z.strictObject({ op: z.literal('abortMove'), ...planned, ...commandFields }),
  /** Nobody leads the group, so that others may move meanwhile; and that its turn has come again. */
  z.strictObject({ op: z.literal('holdMove'), ...planned, onHold: z.boolean(), ...commandFields }),
  /** An operator's wish: back to how it was, unless the new replica votes already. */
  z.strictObject({ op: z.literal('giveUpMove'), topic: name, partition, ...commandFields }),
  /** Whether the managers leave leaders where they are until they are told otherwise. */
  z.strictObject({ op: z.literal('setPaused'), paused: z.boolean(), ...commandFields }),
  /** Pairs of id and the time it was last heard. */
  z.strictObject({
    op: z.literal('noteSeen'),
    brokers: seen,
    producers: seen,
    consumers: seen,
    ...commandFields,
  }),
])
export type DirectoryCommand = z.infer<typeof directoryCommandSchema>
export type DirectoryCommandOf<Op extends DirectoryCommand['op']> = Extract<DirectoryCommand, { op: Op }>

const topicCreatedSchema = z.strictObject({ topicId: id, partitions: z.int(), groups: z.array(id) })
export type TopicCreated = z.infer<typeof topicCreatedSchema>

const partitionsAddedSchema = z.strictObject({
  topicId: id,
  /** The first new one. */
  partitionId: partition,
  /** How many the topic has now. */
  partitions: z.int(),
  groups: z.array(id),
})
export type PartitionsAdded = z.infer<typeof partitionsAddedSchema>

const registered = { topicId: id, name, partition: partition.nullable(), partitions: z.int() }

const producerRegisteredSchema = z.strictObject({
  producerId: id,
  ...registered,
  /** The topic did not exist before. */
  created: z.boolean(),
})
export type ProducerRegistered = z.infer<typeof producerRegisteredSchema>

const consumerRegisteredSchema = z.strictObject({ consumerId: id, ...registered })
export type ConsumerRegistered = z.infer<typeof consumerRegisteredSchema>

const brokerSeenSchema = z.strictObject({ brokerId: id, registered: z.boolean() })
export type BrokerSeen = z.infer<typeof brokerSeenSchema>

const brokerStateSchema = z.enum(['active', 'draining', 'removed'])

const brokerMarkedSchema = z.strictObject({
  brokerId: id,
  alive: z.boolean(),
  state: brokerStateSchema,
})
export type BrokerMarked = z.infer<typeof brokerMarkedSchema>

const brokerDrainingSchema = z.strictObject({
  brokerId: id,
  state: brokerStateSchema,
  /** What it still holds a replica of, such as `orders/0`. */
  partitions: z.array(z.string()),
})
export type BrokerDraining = z.infer<typeof brokerDrainingSchema>

export const replicaIdTakenSchema = z.strictObject({ replicaId: id })
export type ReplicaIdTaken = z.infer<typeof replicaIdTakenSchema>

export const movePlannedSchema = z.strictObject({ group: id, replicaId: id, epoch: z.int() })
export type MovePlanned = z.infer<typeof movePlannedSchema>

export const moveGivenUpSchema = z.strictObject({ epoch: z.int(), done: z.boolean() })
export type MoveGivenUp = z.infer<typeof moveGivenUpSchema>

const pausedSetSchema = z.strictObject({ paused: z.boolean() })
export type PausedSet = z.infer<typeof pausedSetSchema>

const replicaPlaceSchema = z.strictObject({ replicaId: id, brokerId: id })
export type ReplicaPlace = z.infer<typeof replicaPlaceSchema>

/** Kept with its partition until it is finished or given up: the plan outlives the manager that made it. */
const moveSchema = z.strictObject({
  add: replicaPlaceSchema,
  remove: replicaPlaceSchema,
  step: moveStepSchema,
  /** When that step was noted. */
  since: time,
  /** Its group had no leader for long: it is no move under way until it has one again. */
  onHold: z.exactOptional(z.literal(true)),
  /** The managers take the new replica out again. */
  givingUp: z.exactOptional(z.literal(true)),
})
export type Move = z.infer<typeof moveSchema>

/** One partition: its group, its replicas, and the broker that should lead it when nothing else speaks. */
const partitionRecordSchema = z.strictObject({
  topic: name,
  topicId: id,
  partition,
  group: id,
  /** Grows with every planned change of replicas; an order with an older one is refused. */
  epoch: z.int().min(1),
  preferred: id,
  /** As before the move while one is under way. */
  replicas: z.array(replicaPlaceSchema),
  move: z.exactOptional(moveSchema),
})
export type PartitionRecord = z.infer<typeof partitionRecordSchema>

export const topicRecordSchema = z.strictObject({
  id,
  name,
  partitions: z.array(partitionRecordSchema),
})
export type TopicRecord = z.infer<typeof topicRecordSchema>

export const brokerRecordSchema = z.strictObject({
  id,
  node: name,
  birth: birth.nullable(),
  host,
  httpPort: port,
  raftPort: port,
  alive: z.boolean(),
  state: brokerStateSchema,
  lastSeen: time,
})
export type BrokerRecord = z.infer<typeof brokerRecordSchema>

/** A registered producer or consumer; `partition` null: the whole topic. */
export const clientRecordSchema = z.strictObject({
  id,
  name,
  topic: name,
  topicId: id,
  partition: partition.nullable(),
  lastSeen: time,
})
export type ClientRecord = z.infer<typeof clientRecordSchema>
