// Producers and consumers of one topic, each at one broker. Every message is sent once and has a text of its
// own, so that a text seen twice, or not at all, tells.

import * as z from 'zod'
import type { Json, NodeId, TopicName } from '../../../shared/ids.ts'
import type { Random } from '../../../shared/random.ts'
import type { Body } from '../../../shared/sdk/attempt.ts'
import { partitionName } from '../../../shared/ids.ts'
import type { Asker, Call } from './asking.ts'
import type { Client } from './client.ts'

export interface Place {
  readonly topic: TopicName
  readonly partition: number
  readonly node: NodeId
}

interface Worker {
  readonly asker: Asker
  readonly name: string
  /** As registered. */
  readonly id: number
  readonly topic: TopicName
  readonly partitions: number
  /** Where it stands now. */
  readonly home: () => NodeId
  readonly random: Random
}

export function createProducer({ asker, name, id, topic, partitions, home, random }: Worker): Client {
  let sent = 0
  return {
    name,
    waits: false,
    next() {
      sent += 1
      const place = { topic, partition: random.int(0, partitions - 1), node: home() }
      return appendCall(place, id, `${name}-${sent}`, asker.newRequestId(name))
    },
  }
}

/** Mean above what the producers send meanwhile: nobody falls behind for ever. */
const LARGEST_TAKE = 16

export function createConsumer({ asker, name, id, topic, partitions, home, random }: Worker): Client {
  let takes = 0
  return {
    name,
    waits: true,
    next() {
      const place = { topic, partition: random.int(0, partitions - 1), node: home() }
      const kind = random.next()
      if (kind < 0.15) return sizeCall(place, id)
      // For each take there are about two messages: so pages begin near the end, where things happen.
      if (kind < 0.3) return retrieveCall(place, random.int(takes, 2 * takes), LARGEST_TAKE)
      takes += 1
      return consumeCall(place, id, random.int(1, LARGEST_TAKE), asker.newRequestId(name))
    },
  }
}

const common = ({ topic, partition, node }: Place, f: string) => ({
  service: 'partition' as const,
  group: partitionName(topic, partition),
  f,
  node,
})

const appendCall = (place: Place, producer: number, message: string, requestId: string): Call => ({
  ...common(place, 'append'),
  input: { partition: partitionName(place.topic, place.partition), messages: [message] },
  method: 'POST',
  path: '/producer/produce',
  fields: { producer_id: producer, topic: place.topic, partition: place.partition, message },
  requestId,
  read: ({ offset = null, last = null }) => ({ offset, last }),
})

export const consumeCall = (place: Place, consumer: number, max: number, requestId: string): Call => ({
  ...common(place, 'consume'),
  input: { partition: partitionName(place.topic, place.partition), consumer, max },
  method: 'POST',
  path: '/consumer/consume',
  fields: { consumer_id: consumer, topic: place.topic, partition: place.partition, max },
  requestId,
  read: (body) => ({ messages: textsIn(body).map((text): Json => ({ ...text })) }),
})

/** A page of messages; nobody moves. */
const retrieveCall = (place: Place, after: number, max: number): Call => ({
  ...common(place, 'retrieve'),
  input: { partition: partitionName(place.topic, place.partition), after, max },
  method: 'GET',
  path: '/retrieve_messages',
  fields: { topic: place.topic, partition: place.partition, offset: after, max },
  requestId: null,
  read: (body) => ({
    messages: textsIn(body).map((text): Json => ({ ...text })),
    last: body['last'] ?? null,
  }),
})

/** What is left for the consumer, or all there is. */
export const sizeCall = (place: Place, consumer: number | null): Call => ({
  ...common(place, 'size'),
  input: { partition: partitionName(place.topic, place.partition), consumer },
  method: 'GET',
  path: '/size',
  fields: {
    topic: place.topic,
    partition: place.partition,
    ...(consumer === null ? {} : { consumer_id: consumer }),
  },
  requestId: null,
  read: ({ size = null }) => ({ size }),
})

const textsSchema = z.array(z.object({ offset: z.number(), message: z.string() }))

export const textsIn = (body: Body): z.infer<typeof textsSchema> => textsSchema.parse(body['messages'])
