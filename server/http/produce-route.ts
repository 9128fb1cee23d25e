// Produce: one batch, one entry, one partition.

import * as z from 'zod'
import type { Json } from '../../shared/ids.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { failure } from '../../shared/protocol/failure.ts'
import { MAX_BATCH_BYTES, MAX_BATCH_MESSAGES, MAX_MESSAGE_BYTES } from '../../shared/protocol/limits.ts'
import type { Answer, Body } from './answer.ts'
import { asBody, changeAnswer, failed } from './answer.ts'
import { changeOptions, stamp } from './call-options.ts'
import {
  clientId,
  identify,
  nameAPartition,
  no,
  noSuchPartition,
  oneTopic,
  remaining,
} from './client-request.ts'
import type { Client, MessagePorts } from './client-request.ts'
import type { Fields } from './fields.ts'
import { requestIdOf } from './legacy-id.ts'
import { change } from './leader.ts'
import type { Settled } from './leader.ts'
import { nameOf } from './producer-name.ts'
import type { PartitionInfo } from './questions.ts'
import { callOptions, missing, name, parseFields, whole } from './schema.ts'
import type { Turns } from './turns.ts'

const forProduce = callOptions.extend({
  ...oneTopic,
  producer_id: clientId,
  producer_name: name.optional(),
  message: z.string('must be a text').optional(),
  messages: z
    .array(z.string('must hold texts only'), 'must be a list of texts')
    .max(MAX_BATCH_MESSAGES, `may hold at most ${MAX_BATCH_MESSAGES} texts`)
    .optional(),
  sequence: whole(1, Number.MAX_SAFE_INTEGER).optional(),
  timestamp: z.union([z.string(), z.number()], 'must be a text or a number').optional(),
  random_string: z.string('must be a text').optional(),
})
type ProduceFields = z.infer<typeof forProduce>

export async function produce(ports: MessagePorts, turns: Turns, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forProduce, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { producer_id, topic, topic_id, deadline_ms } = parsed.value
  if (topic === undefined && topic_id === undefined) return failed(missing('topic'))
  const batch = batchOf(parsed.value)
  if (batch === null) return failed(missing('message'))
  const tooLarge = checkSizes(batch)
  if (tooLarge !== null) return failed(tooLarge)
  const { desk } = ports
  const until = desk.host.clock.now() + deadline_ms
  const who = await identify(desk, 'producer', producer_id, parsed.value)
  if (!who.ok) return failed(who.failure)
  const producer = nameOf(who.value.client, parsed.value.producer_name)
  if (!producer.ok) return failed(producer.error)
  const chosen = choose(who.value, turns, parsed.value, batch)
  if (!chosen.ok) return failed(chosen.failure)
  const left = remaining(desk, parsed.value, until)
  const sure = who.value.partitions.length === 1 && parsed.value.sequence === undefined
  const request_id = parsed.value.request_id ?? (sure ? requestIdOf(parsed.value) : null) ?? undefined
  const named = { ...left, name: producer.value, batch, request_id }
  return append(ports, who.value.topic.topic, chosen.value, named)
}

/** The broker's spelling: whoever sends it has chosen the partition already. */
export async function storeMessage(ports: MessagePorts, turns: Turns, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forProduce, fields)
  if (parsed.ok && parsed.value.partition === undefined) return failed(missing('partition'))
  return produce(ports, turns, fields)
}

const batchOf = ({ message, messages }: ProduceFields): readonly string[] | null =>
  messages ?? (message === undefined ? null : [message])

/** The partition whose turn it is; none is picked for what a retry must bring to the same one. */
function choose(
  { partitions, topic }: Client,
  turns: Turns,
  { producer_id, sequence, request_id }: ProduceFields,
  batch: readonly string[],
): Settled<PartitionInfo> {
  const turn = turns.at(producer_id, partitions.length)
  const value = partitions[turn]
  if (value === undefined) return no(noSuchPartition(topic.topic, turn))
  if (partitions.length === 1) return { ok: true, value }
  const what = boundTo({ sequence, request_id }, batch)
  if (what !== null) return no(nameAPartition(partitions.length, value.partition, what))
  turns.advance(producer_id)
  return { ok: true, value }
}

/** What must find the same partition again when it is repeated. */
function boundTo(
  { sequence, request_id }: Pick<ProduceFields, 'sequence' | 'request_id'>,
  batch: readonly string[],
): string | null {
  if (sequence !== undefined) return 'a sequence'
  if (request_id !== undefined) return 'a request_id'
  return batch.length === 0 ? 'a claim' : null
}

async function append(
  { desk }: MessagePorts,
  topic: string,
  chosen: PartitionInfo,
  fields: ProduceFields & { readonly name: string; readonly batch: readonly string[] },
): Promise<Answer> {
  const { producer_id, sequence, request_id, batch } = fields
  const requestId = request_id ?? desk.options.newRequestId()
  const command = {
    op: 'append',
    producer: { id: producer_id, name: fields.name },
    messages: batch,
    ...(sequence === undefined ? {} : { sequence }),
    ...stamp(desk.host, requestId, fields),
  }
  const target = desk.partitionTarget(topic, chosen)
  const result = await change(desk.host, target, command, changeOptions(requestId, fields))
  const { partition } = chosen
  if (!result.ok) {
    desk.doubtRoutes(topic)
    return failed(result.failure, { request_id: requestId, partition })
  }
  return changeAnswer(result.value, requestId, (value) => appendedBody(value, partition))
}

const appendedBody = (value: Json, partition: number): Body => {
  const { offset = null, last = null, count = 0, stored = 0, lastSequence = 0 } = asBody(value)
  return { partition, offset, last, count, stored, last_sequence: lastSequence }
}

function checkSizes(batch: readonly string[]): Failure | null {
  const largest = Math.max(0, ...batch.map((text) => Buffer.byteLength(text)))
  if (largest > MAX_MESSAGE_BYTES) {
    const message = `a message has ${largest} bytes; at most ${MAX_MESSAGE_BYTES} are taken`
    return failure('too-large', message, { limit: 'message', max: MAX_MESSAGE_BYTES })
  }
  // As it will stand in the log: one control character is six bytes there.
  const encoded = Buffer.byteLength(JSON.stringify(batch))
  if (encoded <= MAX_BATCH_BYTES) return null
  const message = `the batch has ${encoded} bytes as JSON; at most ${MAX_BATCH_BYTES} are taken`
  return failure('too-large', message, { limit: 'batch', max: MAX_BATCH_BYTES })
}
