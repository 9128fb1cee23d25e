// Topics, registrations and brokers: the same requests at every manager and every broker.

import type * as z from 'zod'
import { RESERVED_CLIENT_NAME } from '../../shared/protocol/directory.ts'
import { MAX_PARTITIONS_PER_TOPIC } from '../../shared/protocol/limits.ts'
import type { Answer } from './answer.ts'
import { asBody, failed } from './answer.ts'
import { balancerRoutes } from './balancer-routes.ts'
import { answerQuestion, propose, reading, trace } from './directory-call.ts'
import type { Fields } from './fields.ts'
import { reserved } from './producer-name.ts'
import { noSuchTopic } from './queue-desk.ts'
import type { QueueDesk } from './queue-desk.ts'
import { removalRoute } from './removal-route.ts'
import { callOptions, flag, name, parseFields, partition } from './schema.ts'
import type { CallOptions } from './schema.ts'
import type { Route } from './server.ts'
import { topicRoutes } from './topic-routes.ts'

const anyPartition = partition(MAX_PARTITIONS_PER_TOPIC - 1)
const forTopic = callOptions.extend({ topic: name })
const forProducer = forTopic.extend({ partition: anyPartition, producer_name: name.optional() })
const forConsumer = forTopic.extend({ partition: anyPartition, consumer_name: name.optional() })
const forBrokers = callOptions.extend({ all: flag.default(false) })
const forClients = callOptions.extend({ topic: name.optional() })

export function directoryRoutes(desk: QueueDesk): readonly Route[] {
  return [
    ...topicRoutes(desk),
    ...balancerRoutes(desk),
    removalRoute(desk),
    reading(
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
    reading(
      '/brokers',
      desk,
      forBrokers,
      ({ all }) => ({ q: 'brokers', all }),
      (brokers) => ({ brokers }),
    ),
    ...(['producers', 'consumers'] as const).map((of) =>
      reading(
        `/${of}`,
        desk,
        forClients,
        ({ topic }) => ({ q: 'clients', of, topic: topic ?? null }),
        (clients, { topic }) => (clients === null ? noSuchTopic(topic ?? '') : { [of]: clients }),
      ),
    ),
  ]
}

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
