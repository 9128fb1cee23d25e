// Retrieve: a page of messages behind an offset, which moves nobody. How a consumer that must finish its
// work first reads, and how anyone reads a queue again.

import { retrievedSchema } from '../../shared/protocol/queue.ts'
import { DEFAULT_RETRIEVE_MESSAGES, MAX_RETRIEVE_MESSAGES } from '../../shared/protocol/limits.ts'
import type { Answer } from './answer.ts'
import { failed, success } from './answer.ts'
import { onlyPartition, oneTopic, remaining, topicNamed } from './client-request.ts'
import type { MessagePorts } from './client-request.ts'
import type { Fields } from './fields.ts'
import { askPartition } from './partition-questions.ts'
import { callOptions, parseFields, whole } from './schema.ts'

const forRetrieve = callOptions.extend({
  ...oneTopic,
  offset: whole(0, Number.MAX_SAFE_INTEGER).default(0),
  max: whole(1, MAX_RETRIEVE_MESSAGES).default(DEFAULT_RETRIEVE_MESSAGES),
})

export async function retrieve({ desk, reader }: MessagePorts, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forRetrieve, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { offset, max, deadline_ms, consistency } = parsed.value
  const until = desk.host.clock.now() + deadline_ms
  const named = await topicNamed(desk, parsed.value)
  if (!named.ok) return failed(named.failure)
  const { topic, partitions } = named.value
  const chosen = onlyPartition(partitions, 'an offset')
  if (!chosen.ok) return failed(chosen.failure)
  const left = remaining(desk, parsed.value, until)
  const question = { q: 'retrieve', after: offset, max } as const
  const asked = await askPartition(desk, reader, topic.topic, chosen.value, question, left)
  if (!asked.ok) return failed(asked.failure)
  const { messages, last, next } = retrievedSchema.parse(asked.value.result)
  const { partition } = chosen.value
  return success({
    messages: messages.map(({ producerName, ...one }) => ({
      ...one,
      log_message: one.message,
      producer_name: producerName,
    })),
    partition,
    last,
    next,
    consistency,
    as_of: asked.value.asOf,
    ...(consistency === 'local' ? { node: asked.value.node } : {}),
  })
}
