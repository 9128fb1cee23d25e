// Topics, registrations and brokers: the same requests at every manager and every broker.

import type * as z from 'zod'
import type { Json } from '../../shared/ids.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { failure } from '../../shared/protocol/failure.ts'
import { RESERVED_CLIENT_NAME } from '../../shared/protocol/directory.ts'
import { MAX_PARTITIONS_PER_TOPIC } from '../../shared/protocol/limits.ts'
import type { Answer, Body } from './answer.ts'
import { asBody, changeAnswer, failed, success } from './answer.ts'
import { remaining } from './client-request.ts'
import type { Fields } from './fields.ts'
import { reserved } from './producer-name.ts'
import type { DirectoryQuestion, TopicInfo } from './questions.ts'
import { noSuchTopic } from './queue-desk.ts'
import type { QueueDesk } from './queue-desk.ts'
import { callOptions, flag, name, parseFields, partition, whole } from './schema.ts'
import type { CallOptions } from './schema.ts'
import type { Route } from './server.ts'

const anyPartition = partition(MAX_PARTITIONS_PER_TOPIC - 1)
const forTopic = callOptions.extend({ topic: name })
const forCreate = forTopic.extend({ partitions: whole(1, MAX_PARTITIONS_PER_TOPIC).default(1) })
const forProducer = forTopic.extend({ partition: anyPartition, producer_name: name.optional() })
const forConsumer = forTopic.extend({ partition: anyPartition, consumer_name: name.optional() })
const forBrokers = callOptions.extend({ all: flag.default(false) })
const forClients = callOptions.extend({ topic: name.optional() })

type Change = Readonly<Record<string, Json>>

export function directoryRoutes(desk: QueueDesk): readonly Route[] {
  return [
    get(
      '/topics',
      desk,
      callOptions,
      () => ({ q: 'topics' }),
      (topics) => ({ topics }),
    ),
    {
      methods: ['GET'],
      paths: ['/topics/partitions'],
      handle: async (fields) => {
        const parsed = parseFields(forTopic, fields)
        if (!parsed.ok) return failed(parsed.error)
        const { topic } = parsed.value
        return answerQuestion(desk, { q: 'topic', topic }, parsed.value, (found) =>
          found === null ? noSuchTopic(topic) : asBody(found),
        )
      },
    },
    { methods: ['POST'], paths: ['/topics'], handle: (fields) => createTopic(desk, fields) },
    {
      methods: ['POST'],
      paths: ['/producer/register', '/produce/register'],
      handle: (fields) => register(desk, forProducer, fields, 'producer'),
    },
    {
      methods: ['POST'],
      paths: ['/consumer/register'],
      handle: (fields) => register(desk, forConsumer, fields, 'consumer'),
    },
    get(
      '/brokers',
      desk,
      forBrokers,
      ({ all }) => ({ q: 'brokers', all }),
      (brokers) => ({ brokers }),
    ),
    ...(['producers', 'consumers'] as const).map((of) =>
      get(
        `/${of}`,
        desk,
        forClients,
        ({ topic }) => ({ q: 'clients', of, topic: topic ?? null }),
        (clients, { topic }) => (clients === null ? noSuchTopic(topic ?? '') : { [of]: clients }),
      ),
    ),
  ]
}

function get<T extends CallOptions>(
  path: string,
  desk: QueueDesk,
  schema: z.ZodType<T>,
  question: (parsed: T) => DirectoryQuestion,
  body: (result: Json, parsed: T) => Body | Failure,
): Route {
  return {
    methods: ['GET'],
    paths: [path],
    handle: async (fields) => {
      const parsed = parseFields(schema, fields)
      return parsed.ok
        ? answerQuestion(desk, question(parsed.value), parsed.value, (result) => body(result, parsed.value))
        : failed(parsed.error)
    },
  }
}

async function answerQuestion(
  desk: QueueDesk,
  question: DirectoryQuestion,
  options: CallOptions,
  body: (result: Json) => Body | Failure,
): Promise<Answer> {
  if (!desk.options.ready() && options.consistency !== 'local') return failed(notReady(desk))
  const asked = await desk.ask(question, options)
  if (!asked.ok) return failed(asked.failure)
  const facts = { consistency: options.consistency, as_of: asked.value.asOf, node: asked.value.node }
  const result = body(asked.value.result)
  return isFailure(result) ? failed(result, facts) : success({ ...result, ...facts })
}

const isFailure = (value: Body | Failure): value is Failure => typeof value['code'] === 'string'

export const notReady = (desk: QueueDesk): Failure =>
  failure('not-ready', `${desk.host.node} has just started and has not yet heard from a manager`)

/** Proposes a directory command under the client's id, or one made here. */
async function propose(
  desk: QueueDesk,
  command: Change,
  options: CallOptions,
  body: (value: Json, requestId: string) => Promise<Body> | Body,
): Promise<Answer> {
  if (!desk.options.ready()) return failed(notReady(desk))
  const requestId = options.request_id ?? desk.options.newRequestId()
  const result = await desk.change(command, requestId, options)
  if (!result.ok) return failed(result.failure, { request_id: requestId })
  const { value: reply } = result
  if (!reply.ok) return changeAnswer(reply, requestId, asBody)
  const fields = await body(reply.value, requestId)
  return changeAnswer(reply, requestId, () => fields)
}

async function createTopic(desk: QueueDesk, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forCreate, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { topic, partitions } = parsed.value
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

type RegisterFields = CallOptions & {
  readonly topic: string
  readonly partition?: number | undefined
} & Readonly<Record<string, unknown>>

async function register<T extends RegisterFields>(
  desk: QueueDesk,
  schema: z.ZodType<T>,
  fields: Fields,
  kind: 'producer' | 'consumer',
): Promise<Answer> {
  const parsed = parseFields(schema, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { topic } = parsed.value
  const given = parsed.value[`${kind}_name`]
  if (typeof given === 'string' && RESERVED_CLIENT_NAME.test(given)) {
    return failed(reserved(given, `${kind}_name`))
  }
  const command = {
    op: kind === 'producer' ? 'registerProducer' : 'registerConsumer',
    topic,
    ...(parsed.value.partition === undefined ? {} : { partition: parsed.value.partition }),
    ...(typeof given === 'string' ? { name: given } : {}),
  }
  return propose(desk, command, parsed.value, (value, requestId) => {
    const reply = asBody(value)
    const id = reply[`${kind}Id`] ?? null
    trace(
      desk,
      'register',
      topic,
      `${kind} ${JSON.stringify(reply['name'] ?? null)} registered for ${topic}`,
      requestId,
    )
    return {
      [`${kind}_id`]: id,
      topic_id: reply['topicId'] ?? null,
      partition: reply['partition'] ?? null,
      partitions: reply['partitions'] ?? null,
      [`${kind}_name`]: reply['name'] ?? null,
      ...(kind === 'producer' ? { created: reply['created'] ?? false } : {}),
    }
  })
}

function trace(
  desk: QueueDesk,
  op: 'topic' | 'register',
  topic: string,
  text: string,
  requestId: string,
): void {
  const event = { kind: 'queue', node: desk.host.node, op, topic, text, outcome: 'ok' } as const
  desk.host.trace(event, `request:${requestId}`)
}
