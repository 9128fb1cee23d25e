// Produce: one batch, one entry, one partition.

import * as z from 'zod'
import type { Json } from '../../shared/ids.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { failure } from '../../shared/protocol/failure.ts'
import { MAX_BATCH_BYTES, MAX_BATCH_MESSAGES, MAX_MESSAGE_BYTES } from '../../shared/protocol/limits.ts'
import type { Answer, Body } from './answer.ts'
import { asBody, changeAnswer, failed } from './answer.ts'
import {
  callOf,
  clientId,
  identify,
  nameAPartition,
  noSuchPartition,
  oneTopic,
  stamp,
} from './client-request.ts'
import type { MessagePorts } from './client-request.ts'
import type { Fields } from './fields.ts'
import { change } from './leader.ts'
import { callOptions, parseFields, whole } from './schema.ts'
import type { Turns } from './turns.ts'

const forProduce = callOptions.extend({
  ...oneTopic,
  producer_id: clientId,
  message: z.string('must be a text').optional(),
  messages: z
    .array(z.string('must hold texts only'), 'must be a list of texts')
    .max(MAX_BATCH_MESSAGES, `may hold at most ${MAX_BATCH_MESSAGES} texts`)
    .optional(),
  sequence: whole(1, Number.MAX_SAFE_INTEGER).optional(),
})

export async function produce(ports: MessagePorts, turns: Turns, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forProduce, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { producer_id, message, messages, sequence, request_id } = parsed.value
  const batch = messages ?? (message === undefined ? null : [message])
  if (batch === null) return failed(failure('bad-request', 'message is missing', { field: 'message' }))
  const tooLarge = checkSizes(batch)
  if (tooLarge !== null) return failed(tooLarge)
  const { desk } = ports
  const who = await identify(desk, 'producer', producer_id, parsed.value)
  if (!who.ok) return failed(who.failure)
  const { client, partitions, topic } = who.value
  const turn = turns.at(producer_id, partitions.length)
  const chosen = partitions[turn]
  if (chosen === undefined) return failed(noSuchPartition(topic.topic, turn))
  if (partitions.length > 1) {
    const what = sequence === undefined ? (request_id === undefined ? null : 'a request_id') : 'a sequence'
    if (what !== null) return failed(nameAPartition(partitions.length, chosen.partition, what))
    turns.advance(producer_id)
  }
  const requestId = request_id ?? desk.options.newRequestId()
  const command = {
    op: 'append',
    producer: { id: producer_id, name: client.name },
    messages: batch,
    ...(sequence === undefined ? {} : { sequence }),
    ...stamp(desk, requestId, parsed.value),
  }
  const target = desk.partitionTarget(topic.topic, chosen)
  const result = await change(desk.host, target, command, callOf(parsed.value, requestId))
  if (!result.ok) {
    desk.forgetRoutes(topic.topic)
    return failed(result.failure, { request_id: requestId, partition: chosen.partition })
  }
  return changeAnswer(result.value, requestId, (value) => appendedBody(value, chosen.partition))
}

const appendedBody = (value: Json, partitionNumber: number): Body => {
  const { offset = null, last = null, count = 0, stored = 0, lastSequence = 0 } = asBody(value)
  return { partition: partitionNumber, offset, last, count, stored, last_sequence: lastSequence }
}

function checkSizes(batch: readonly string[]): Failure | null {
  let total = 0
  for (const text of batch) {
    const bytes = Buffer.byteLength(text)
    total += bytes
    if (bytes > MAX_MESSAGE_BYTES) {
      const message = `a message has ${bytes} bytes; at most ${MAX_MESSAGE_BYTES} are taken`
      return failure('too-large', message, { limit: 'message', max: MAX_MESSAGE_BYTES })
    }
  }
  if (total <= MAX_BATCH_BYTES) return null
  const message = `the batch has ${total} bytes; at most ${MAX_BATCH_BYTES} are taken`
  return failure('too-large', message, { limit: 'batch', max: MAX_BATCH_BYTES })
}
