// Consume: the next message of a partition whose turn it is; empty only after a whole turn.

import * as z from 'zod'
import type { Json } from '../../shared/ids.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { failure } from '../../shared/protocol/failure.ts'
import { MAX_CONSUME_MESSAGES } from '../../shared/protocol/limits.ts'
import type { Answer } from './answer.ts'
import { asBody, failed, success } from './answer.ts'
import { callOf, clientId, identify, nameAPartition, oneTopic, stamp } from './client-request.ts'
import type { MessagePorts } from './client-request.ts'
import type { Fields } from './fields.ts'
import { settle } from './leader.ts'
import type { PartitionInfo } from './questions.ts'
import { callOptions, parseFields, whole } from './schema.ts'
import type { CallOptions } from './schema.ts'
import type { Turns } from './turns.ts'

const forConsume = callOptions.extend({
  ...oneTopic,
  consumer_id: clientId,
  max: whole(1, MAX_CONSUME_MESSAGES).optional(),
})

/** What a consume gives back beside the machine's reply: the texts, read at the leader after apply. */
const consumedSchema = z.object({
  reply: z.json(),
  messages: z.array(z.object({ offset: z.number(), message: z.string() })),
})

export async function consume(ports: MessagePorts, turns: Turns, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forConsume, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { consumer_id, request_id, max } = parsed.value
  const { desk } = ports
  const who = await identify(desk, 'consumer', consumer_id, parsed.value)
  if (!who.ok) return failed(who.failure)
  const { partitions, topic } = who.value
  if (partitions.length > 1 && request_id !== undefined) {
    return failed(nameAPartition(partitions.length, turns.at(consumer_id, partitions.length), 'a request_id'))
  }
  let empty: Answer | null = null
  for (const turn of turns.round(consumer_id, partitions.length)) {
    const chosen = partitions[turn]
    if (chosen === undefined) continue
    const answer = await consumeFrom(ports, topic.topic, chosen, parsed.value, max)
    if (answer.ok || answer.failure.code !== 'empty') {
      if (answer.ok && partitions.length > 1) turns.advance(consumer_id)
      return answer
    }
    empty ??= answer
  }
  return empty ?? failed(failure('empty', 'no more messages'))
}

async function consumeFrom(
  { desk, consuming }: MessagePorts,
  topic: string,
  chosen: PartitionInfo,
  options: CallOptions & { readonly consumer_id: number },
  max: number | undefined,
): Promise<Answer> {
  const requestId = options.request_id ?? desk.options.newRequestId()
  const command = {
    op: 'consume',
    consumer: options.consumer_id,
    max: max ?? 1,
    ...stamp(desk, requestId, options),
  }
  const target = desk.partitionTarget(topic, chosen)
  const result = await settle(desk.host, target, command, callOf(options, requestId), consuming(chosen.group))
  if (!result.ok) {
    desk.forgetRoutes(topic)
    return failed(result.failure, { request_id: requestId, partition: chosen.partition })
  }
  const { reply, messages } = consumedSchema.parse(result.value)
  const facts = asBody(reply)
  const common = {
    request_id: requestId,
    index: facts['index'] ?? null,
    duplicate: facts['duplicate'] ?? false,
  }
  if (facts['ok'] !== true)
    return failed(failureOf(facts['failure']), { ...common, partition: chosen.partition })
  const listed = messages.map((one) => ({ ...one, log_message: one.message }))
  const first = listed[0]
  return success({
    ...common,
    message: first?.message ?? null,
    log_message: first?.message ?? null,
    offset: asBody(facts['value'] ?? null)['offset'] ?? null,
    partition: chosen.partition,
    ...(max === undefined ? {} : { messages: listed }),
  })
}

const failureSchemaLoose = z.object({ code: z.string(), message: z.string() })
function failureOf(value: Json | undefined): Failure {
  const { code, message } = failureSchemaLoose.parse(value)
  return code === 'request-forgotten' ? failure('request-forgotten', message) : failure('empty', message)
}
