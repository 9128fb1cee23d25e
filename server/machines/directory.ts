// The directory of the managers: which topics, partitions, brokers and clients exist. It is the only place
// ids come from, and placement is computed here, so a new write manager goes on exactly where the last one
// stopped. Who leads a partition is not in it: that is learned from the brokers.

import { unreachable } from '../../shared/assert.ts'
import type { GroupId, LogIndex, TopicName } from '../../shared/ids.ts'
import { FIRST_PARTITION_GROUP } from '../../shared/ids.ts'
import { directoryCommandSchema } from '../../shared/protocol/directory.ts'
import type {
  BrokerRecord,
  ClientRecord,
  DirectoryCommand,
  PartitionRecord,
  TopicRecord,
} from '../../shared/protocol/directory.ts'
import { brokerAlive, brokerSeen, noteSeen } from './directory-brokers.ts'
import { registerConsumer, registerProducer } from './directory-clients.ts'
import { brokerGone, drainBroker, hostedBy } from './directory-draining.ts'
import { giveUpMove, holdMove } from './directory-held-moves.ts'
import {
  abortMove,
  finishMove,
  isMoving,
  moveStep,
  movingNow,
  planMove,
  setPaused,
  takeReplicaId,
} from './directory-moves.ts'
import type { MovingPartition } from './directory-moves.ts'
import { DirectoryState } from './directory-state.ts'
import type { FirstIds } from './directory-state.ts'
import { addPartitions, createTopic } from './directory-topics.ts'
import type { Machine } from './machine.ts'
import { Replicated } from './replicated.ts'
import type { Answer, Stamp } from './replicated.ts'

export interface Directory extends Machine {
  /** Index of the last change of topics, partitions or brokers. */
  version(): LogIndex
  /** In order of creation. */
  topics(): readonly TopicRecord[]
  topic(name: TopicName): TopicRecord | undefined
  topicById(id: number): TopicRecord | undefined
  /** All partitions of all topics, by group. */
  partitions(): readonly PartitionRecord[]
  partitionOf(group: GroupId): PartitionRecord | undefined
  /** Alive or not, by id. */
  brokers(): readonly BrokerRecord[]
  broker(id: number): BrokerRecord | undefined
  /** The partition a replica of which is being moved: one at a time. */
  moving(): MovingPartition | undefined
  /** Also those whose moves are on hold, by group. */
  moves(): readonly MovingPartition[]
  /** Leaders stay where they are until somebody says otherwise. */
  paused(): boolean
  /** What this broker holds a replica of, by group. */
  hostedBy(broker: number): readonly PartitionRecord[]
  producer(id: number): ClientRecord | undefined
  consumer(id: number): ClientRecord | undefined
  /** By id; of one topic, or of all. */
  producers(topic?: TopicName): readonly ClientRecord[]
  consumers(topic?: TopicName): readonly ClientRecord[]
}

export type DirectoryOptions = Pick<FirstIds, 'firstReplicaId'> & Partial<FirstIds>

export function createDirectory({ firstReplicaId, firstGroupId }: DirectoryOptions): Directory {
  const state = new DirectoryState({ firstReplicaId, firstGroupId: firstGroupId ?? FIRST_PARTITION_GROUP })
  const machine = new Replicated<DirectoryCommand>({
    schema: directoryCommandSchema,
    usesRequestMemory: () => true,
    execute: (command, stamp) => execute(state, command, stamp),
    describe: describeDirectoryCommand,
    save: () => state.save(),
    load: (saved) => state.load(saved),
  })
  return Object.assign(machine, readsOf(state))
}

function readsOf(state: DirectoryState): Omit<Directory, keyof Machine> {
  return {
    version: () => state.version,
    topics: () => [...state.topics.values()],
    topic: (name) => state.topics.get(name),
    topicById: (id) => [...state.topics.values()].find((topic) => topic.id === id),
    partitions: () => [...state.groups.values()],
    partitionOf: (group) => state.groups.get(group),
    brokers: () => [...state.brokers.values()].sort((a, b) => a.id - b.id),
    broker: (id) => state.brokers.get(id),
    moving: () => movingNow(state),
    moves: () => [...state.groups.values()].filter(isMoving),
    paused: () => state.paused,
    hostedBy: (broker) => hostedBy(state, broker),
    producer: (id) => state.producers.get(id),
    consumer: (id) => state.consumers.get(id),
    producers: (topic) => ofTopic(state.producers, topic),
    consumers: (topic) => ofTopic(state.consumers, topic),
  }
}

const ofTopic = (clients: ReadonlyMap<number, ClientRecord>, topic?: TopicName): ClientRecord[] =>
  [...clients.values()].filter((client) => topic === undefined || client.topic === topic)

function execute(state: DirectoryState, command: DirectoryCommand, stamp: Stamp): Answer {
  switch (command.op) {
    case 'createTopic':
      return createTopic(state, command, stamp)
    case 'addPartitions':
      return addPartitions(state, command, stamp)
    case 'registerProducer':
      return registerProducer(state, command, stamp)
    case 'registerConsumer':
      return registerConsumer(state, command, stamp)
    case 'brokerSeen':
      return brokerSeen(state, command, stamp)
    case 'brokerAlive':
      return brokerAlive(state, command, stamp)
    case 'drainBroker':
      return drainBroker(state, command, stamp)
    case 'brokerGone':
      return brokerGone(state, command, stamp)
    case 'takeReplicaId':
      return takeReplicaId(state)
    case 'planMove':
      return planMove(state, command, stamp)
    case 'moveStep':
      return moveStep(state, command, stamp)
    case 'finishMove':
      return finishMove(state, command, stamp)
    case 'abortMove':
      return abortMove(state, command, stamp)
    case 'holdMove':
      return holdMove(state, command, stamp)
    case 'giveUpMove':
      return giveUpMove(state, command, stamp)
    case 'setPaused':
      return setPaused(state, command)
    case 'noteSeen':
      return noteSeen(state, command)
    default:
      return unreachable(command)
  }
}

function describeDirectoryCommand(command: DirectoryCommand): string {
  switch (command.op) {
    case 'createTopic':
      return `topic ${command.topic} x${command.partitions}`
    case 'addPartitions':
      return command.exactly === undefined
        ? `partitions ${command.topic} x${command.count}`
        : `partition ${command.topic}/${command.exactly}`
    case 'registerProducer':
      return `producer ${command.name ?? 'unnamed'} ${command.topic}`
    case 'registerConsumer':
      return `consumer ${command.name ?? 'unnamed'} ${command.topic}`
    case 'brokerSeen':
      return `broker ${command.node}`
    case 'brokerAlive':
      return `broker ${command.broker} ${command.alive ? 'alive' : 'dead'}`
    case 'drainBroker':
      return `broker ${command.broker} to be removed`
    case 'brokerGone':
      return `broker ${command.broker} removed`
    case 'takeReplicaId':
      return `replica id for ${command.node}`
    case 'planMove':
      return `move ${command.topic}/${command.partition} b${command.from} to b${command.to}`
    case 'moveStep':
      return `move of ${command.group} ${command.step}`
    case 'finishMove':
      return `move of ${command.group} finished`
    case 'abortMove':
      return `move of ${command.group} given up`
    case 'holdMove':
      return `move of ${command.group} ${command.onHold ? 'on hold' : 'goes on'}`
    case 'giveUpMove':
      return `move of ${command.topic}/${command.partition} to be given up`
    case 'setPaused':
      return `balancer ${command.paused ? 'paused' : 'on'}`
    case 'noteSeen':
      return `seen ${command.brokers.length + command.producers.length + command.consumers.length}`
    default:
      return unreachable(command)
  }
}
