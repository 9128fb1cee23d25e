// Making topics and partitions, and moving a replica of one: the same requests at every manager and broker,
// save that a broker asked for one partition takes it itself.

import type { Json } from '../../shared/ids.ts'
import { failure } from '../../shared/protocol/failure.ts'
import { MAX_PARTITIONS_PER_TOPIC } from '../../shared/protocol/limits.ts'
import type { Answer, Body } from './answer.ts'
import { asBody, failed } from './answer.ts'
import { clientId, remaining } from './client-request.ts'
import { propose, trace } from './directory-call.ts'
import type { Fields } from './fields.ts'
import type { TopicInfo } from './questions.ts'
import type { QueueDesk } from './queue-desk.ts'
import { callOptions, missing, name, parseFields, partition, whole } from './schema.ts'
import type { CallOptions } from './schema.ts'
import type { Route } from './server.ts'

const count = whole(1, MAX_PARTITIONS_PER_TOPIC).default(1)
const onePartition = partition(MAX_PARTITIONS_PER_TOPIC - 1)
const forTopic = callOptions.extend({ topic: name })
const forCreate = forTopic.extend({ partitions: count, partition: onePartition })
const forPartitions = forTopic.extend({ count, broker_id: clientId.optional() })
const forGivingUp = forTopic.extend({ partition: onePartition })
const forMove = forTopic.extend({ partition: onePartition, from_broker: clientId, to_broker: clientId })

export function topicRoutes(desk: QueueDesk): readonly Route[] {
  return [
    { methods: ['POST'], paths: ['/topics'], handle: (fields) => create(desk, fields) },
    {
      methods: ['POST'],
      paths: ['/partitions', '/brokers/create/partition'],
      handle: (fields) => addPartitions(desk, fields),
    },
    { methods: ['POST'], paths: ['/partitions/move'], handle: (fields) => move(desk, fields) },
    { methods: ['POST'], paths: ['/partitions/move/abort'], handle: (fields) => giveUpMove(desk, fields) },
  ]
}

type Created = CallOptions & { readonly topic: string }

async function create(desk: QueueDesk, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forCreate, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { topic, partitions, partition: exactly } = parsed.value
  // A manager has no place of its own to put a partition: there the number says nothing.
  if (exactly !== undefined && desk.options.brokerId !== null) return createHere(desk, parsed.value, exactly)
  const until = desk.host.clock.now() + parsed.value.deadline_ms
  return propose(desk, { op: 'createTopic', topic, partitions }, parsed.value, async (value, requestId) => {
    const text = `topic ${topic} with ${partitions} partition${partitions === 1 ? '' : 's'}`
    trace(desk, 'topic', topic, `${text} was created`, requestId)
    return {
      message: `Topic '${topic}' created successfully`,
      topic_id: asBody(value)['topicId'] ?? null,
      partitions,
      ready: await allLed(desk, topic, parsed.value, until),
    }
  })
}

/** Exactly that partition, with a replica on this broker; partition 0 of an unknown topic makes the topic. */
async function createHere(desk: QueueDesk, options: Created, exactly: number): Promise<Answer> {
  const { topic } = options
  const broker = desk.options.brokerId?.() ?? null
  if (broker === null)
    return failed(failure('not-ready', `${desk.host.node} is not registered yet`, { node: desk.host.node }))
  const until = desk.host.clock.now() + options.deadline_ms
  const command = { op: 'addPartitions', topic, count: 1, broker, exactly }
  return propose(desk, command, options, async (value, requestId) => {
    trace(desk, 'partition', topic, `partition ${topic}/${exactly} was created`, requestId)
    const made = addedBody(value)
    return {
      message: `Partition '${topic}/${exactly}' created successfully`,
      topic_id: asBody(value)['topicId'] ?? null,
      partitions: made['partitions'] ?? null,
      partition: exactly,
      group: Array.isArray(made['groups']) ? (made['groups'][0] ?? null) : null,
      ready: await allLed(desk, topic, options, until),
    }
  })
}

async function addPartitions(desk: QueueDesk, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forPartitions, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { topic, count: wanted, broker_id: broker } = parsed.value
  const command = { op: 'addPartitions', topic, count: wanted, ...(broker === undefined ? {} : { broker }) }
  return propose(desk, command, parsed.value, (value, requestId) => {
    const text = wanted === 1 ? 'a partition' : `${wanted} partitions`
    trace(desk, 'partition', topic, `topic ${topic} got ${text} more`, requestId)
    return addedBody(value)
  })
}

function addedBody(value: Json): Body {
  const { partitionId = null, partitions = null, groups = null } = asBody(value)
  return { partition_id: partitionId, partitions, groups }
}

/** The write manager does the rest; `GET /balancer` shows how far it is. */
async function move(desk: QueueDesk, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forMove, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { topic, partition: number, from_broker: from, to_broker: to } = parsed.value
  if (number === undefined) return failed(missing('partition'))
  const command = { op: 'planMove', topic, partition: number, from, to }
  return propose(desk, command, parsed.value, (value, requestId) => {
    const text = `a replica of ${topic}/${number} begins to move from broker ${from} to broker ${to}`
    trace(desk, 'partition', topic, text, requestId)
    const { replicaId = null, epoch = null } = asBody(value)
    return { replica_id: replicaId, epoch }
  })
}

/** Not done: the write manager takes the new replica out of the group first. */
async function giveUpMove(desk: QueueDesk, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forGivingUp, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { topic, partition: number } = parsed.value
  if (number === undefined) return failed(missing('partition'))
  const command = { op: 'giveUpMove', topic, partition: number }
  return propose(desk, command, parsed.value, (value, requestId) => {
    trace(
      desk,
      'partition',
      topic,
      `the move of a replica of ${topic}/${number} is to be given up`,
      requestId,
    )
    const { epoch = null, done = null } = asBody(value)
    return { epoch, done }
  })
}

/** How often a freshly made topic is looked at until every partition has a leader, cluster milliseconds. */
const LOOK_AGAIN_MS = 50

async function allLed(desk: QueueDesk, topic: string, options: CallOptions, until: number): Promise<boolean> {
  while (desk.host.clock.now() < until) {
    const found = await desk.newestTopic(topic, remaining(desk, options, until))
    if (found !== null && led(found)) return true
    await new Promise<void>((resolve) => void desk.host.clock.after(LOOK_AGAIN_MS, resolve))
  }
  return false
}

const led = (topic: TopicInfo): boolean => topic.partitions.every(({ leader }) => leader !== null)
