// Everything about messages: any manager or broker takes it and brings it to the partition's leader.

import type { Failure } from '../../shared/protocol/failure.ts'
import type { Result } from '../../shared/result.ts'
import { ok } from '../../shared/result.ts'
import type { Answer } from './answer.ts'
import { failed, success } from './answer.ts'
import { clientId } from './client-request.ts'
import type { MessagePorts } from './client-request.ts'
import { clientSize } from './client-size-route.ts'
import { consume } from './consume-route.ts'
import { notReady } from './directory-call.ts'
import type { Fields } from './fields.ts'
import { produce, storeMessage } from './produce-route.ts'
import { callOptions, parseFields } from './schema.ts'
import type { CallOptions } from './schema.ts'
import type { Route } from './server.ts'
import { size } from './size-route.ts'
import { setOffset } from './offset-route.ts'
import { retrieve } from './retrieve-route.ts'
import { Turns } from './turns.ts'

const forProducer = callOptions.extend({ producer_id: clientId })
const forConsumer = callOptions.extend({ consumer_id: clientId })

export function messageRoutes(ports: MessagePorts): readonly Route[] {
  const produceTurns = new Turns()
  const consumeTurns = new Turns()
  const guarded =
    (handle: (fields: Fields) => Promise<Answer>) =>
    async (fields: Fields): Promise<Answer> =>
      ports.desk.options.ready() ? handle(fields) : failed(notReady(ports.desk))
  return [
    {
      methods: ['POST'],
      paths: ['/producer/produce', '/produce/produce'],
      handle: guarded((fields) => produce(ports, produceTurns, fields)),
    },
    {
      methods: ['POST'],
      paths: ['/store_message'],
      handle: guarded((fields) => storeMessage(ports, produceTurns, fields)),
    },
    {
      methods: ['GET', 'POST'],
      paths: ['/consumer/consume', '/consume'],
      handle: guarded((fields) => consume(ports, consumeTurns, fields)),
    },
    { methods: ['GET'], paths: ['/size'], handle: guarded((fields) => size(ports, fields)) },
    {
      methods: ['GET'],
      // The first is how the assignment spells it.
      paths: ['/retreive_messages', '/retrieve_messages'],
      handle: guarded((fields) => retrieve(ports, fields)),
    },
    {
      methods: ['POST'],
      paths: ['/consumer/set_offset'],
      handle: guarded((fields) => setOffset(ports, fields)),
    },
    {
      methods: ['GET'],
      paths: ['/producer/client_size'],
      handle: guarded((fields) => clientSize(ports, fields)),
    },
    ...(['producer', 'consumer'] as const).map((kind): Route => ({
      methods: ['GET', 'POST'],
      paths: [`/${kind}/health_poll`],
      handle: guarded((fields) => healthPoll(ports, kind, fields)),
    })),
  ]
}

async function healthPoll(
  ports: MessagePorts,
  kind: 'producer' | 'consumer',
  fields: Fields,
): Promise<Answer> {
  const parsed =
    kind === 'producer'
      ? withId(parseFields(forProducer, fields), (value) => value.producer_id)
      : withId(parseFields(forConsumer, fields), (value) => value.consumer_id)
  if (!parsed.ok) return failed(parsed.error)
  const { desk } = ports
  const { client, options } = parsed.value
  const known = await desk.client(kind, client, options)
  if (!known.ok) return failed(known.failure)
  const now = desk.host.clock.now()
  desk.options.onClient(kind, client, now)
  return success({ last_seen: now })
}

function withId<T extends CallOptions>(
  parsed: Result<T, Failure>,
  id: (value: T) => number,
): Result<{ readonly client: number; readonly options: CallOptions }, Failure> {
  return parsed.ok ? ok({ client: id(parsed.value), options: parsed.value }) : parsed
}
