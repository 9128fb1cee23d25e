// A client of the directory at one manager: registers, lists topics, tries to make one. Every topic is a Raft
// group on three brokers, so new ones are rare.

import type { NodeId, TopicName } from '../../../shared/ids.ts'
import type { Random } from '../../../shared/random.ts'
import type { Body } from '../../../shared/sdk/attempt.ts'
import type { Asker, Call } from './asking.ts'
import type { Client } from './client.ts'

/** Names that topics are made of, over the whole run. */
const TOPICS: readonly [TopicName, ...TopicName[]] = ['orders', 'payments', 'returns']
const CONSUMER_NAMES = ['red', 'green', 'blue'] as const

export function createDirectoryClient(asker: Asker, name: string, node: NodeId, random: Random): Client {
  const change = (f: string, path: string, input: Readonly<Record<string, string>>): Call =>
    directoryChange(node, f, path, input, asker.newRequestId(name))
  return {
    name,
    waits: false,
    next() {
      const topic = random.pick(TOPICS)
      const kind = random.next()
      if (kind < 0.05) return change('createTopic', '/topics', { topic })
      if (kind < 0.3) return change('registerProducer', '/producer/register', { topic: 'orders' })
      if (kind < 0.6)
        return change('registerConsumer', '/consumer/register', {
          topic,
          consumer_name: random.pick(CONSUMER_NAMES),
        })
      return topicsRead(node)
    },
  }
}

export const directoryChange = (
  node: NodeId,
  f: string,
  path: string,
  fields: Readonly<Record<string, string>>,
  requestId: string,
): Call => ({
  ...common(node, f),
  input: inputOf(f, fields),
  method: 'POST',
  path,
  fields,
  requestId,
  read: (body) => (f === 'createTopic' ? null : { id: idIn(body) }),
})

export const topicsRead = (node: NodeId): Call => ({
  ...common(node, 'topics'),
  input: {},
  method: 'GET',
  path: '/topics',
  fields: {},
  requestId: null,
  read: ({ topics = null }) => (Array.isArray(topics) ? topics.map(String).sort() : null),
})

const common = (node: NodeId, f: string) => ({
  service: 'directory' as const,
  group: 'managers',
  f,
  node,
})

const inputOf = (f: string, { topic = '', consumer_name: name = '' }: Readonly<Record<string, string>>) =>
  f === 'registerConsumer' ? { topic, name } : { topic }

export const idIn = (body: Body): number => Number(body['producer_id'] ?? body['consumer_id'] ?? 0)
