// Consume: the next message of a partition whose turn it is; empty only after a whole turn.

import * as z from 'zod'
import { failure } from '../../shared/protocol/failure.ts'
import { MAX_CONSUME_MESSAGES } from '../../shared/protocol/limits.ts'
import { replySchema } from '../../shared/protocol/request.ts'
import type { Answer, Body } from './answer.ts'
import { asBody, changeAnswer, failed } from './answer.ts'
import { changeOptions, stamp } from './call-options.ts'
import { clientId, identify, nameAPartition, oneTopic, remaining } from './client-request.ts'
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
  reply: replySchema,
  messages: z.array(z.object({ offset: z.number(), message: z.string() })),
})
type Texts = z.infer<typeof consumedSchema>['messages']

export async function consume(ports: MessagePorts, turns: Turns, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forConsume, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { consumer_id, request_id, max, deadline_ms } = parsed.value
  const { desk } = ports
  const until = desk.host.clock.now() + deadline_ms
  const who = await identify(desk, 'consumer', consumer_id, parsed.value)
  if (!who.ok) return failed(who.failure)
  const { partitions, topic } = who.value
  const one = partitions.length === 1
  if (!one && request_id !== undefined) {
    return failed(nameAPartition(partitions.length, turns.at(consumer_id, partitions.length), 'a request_id'))
  }
  for (const turn of turns.round(consumer_id, partitions.length)) {
    const chosen = partitions[turn]
    if (chosen === undefined) continue
    const options = remaining(desk, parsed.value, until)
    const answer = await consumeFrom(ports, topic.topic, chosen, options, max)
    if (one) return answer
    if (!answer.ok && answer.failure.code === 'empty') continue
    // Also after a failure: a partition without a quorum must not keep the others waiting.
    turns.advance(consumer_id)
    return answer
  }
  return failed(failure('empty', 'no more messages'))
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
    ...stamp(desk.host, requestId, options),
  }
  const target = desk.partitionTarget(topic, chosen)
  const act = consuming(chosen.group)
  const result = await settle(desk.host, target, command, changeOptions(requestId, options), act)
  const { partition } = chosen
  if (!result.ok) {
    desk.doubtRoutes(topic)
    return failed(result.failure, { request_id: requestId, partition })
  }
  const { reply, messages } = consumedSchema.parse(result.value)
  return changeAnswer(reply, requestId, (value) => ({
    ...texts(messages, max !== undefined),
    offset: asBody(value)['offset'] ?? null,
    partition,
  }))
}

/** Clients of three generations call the text `message` or `log_message`. */
function texts(messages: Texts, list: boolean): Body {
  const listed = messages.map((one) => ({ ...one, log_message: one.message }))
  const first = listed[0]?.message ?? null
  return { message: first, log_message: first, ...(list ? { messages: listed } : {}) }
}
