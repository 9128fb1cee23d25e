// Set offset: a consumer says how many messages of a partition are done. The next one it gets is k + 1.

import * as z from 'zod'
import type { Answer } from './answer.ts'
import { asBody, changeAnswer, failed } from './answer.ts'
import { changeOptions, stamp } from './call-options.ts'
import { clientId, identify, onlyPartition, oneTopic, remaining } from './client-request.ts'
import type { MessagePorts } from './client-request.ts'
import type { Fields } from './fields.ts'
import { change } from './leader.ts'
import { callOptions, parseFields, whole } from './schema.ts'

const RULE = 'must be a whole number from 0, start or end'
const forSetOffset = callOptions.extend({
  ...oneTopic,
  consumer_id: clientId,
  offset: z.union([z.enum(['start', 'end']), whole(0, Number.MAX_SAFE_INTEGER)], RULE),
})

export async function setOffset({ desk }: MessagePorts, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forSetOffset, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { consumer_id: consumer, offset, deadline_ms } = parsed.value
  const until = desk.host.clock.now() + deadline_ms
  const who = await identify(desk, 'consumer', consumer, parsed.value)
  if (!who.ok) return failed(who.failure)
  const { partitions, topic } = who.value
  const chosen = onlyPartition(partitions, 'an offset')
  if (!chosen.ok) return failed(chosen.failure)
  const { partition } = chosen.value
  const left = remaining(desk, parsed.value, until)
  const requestId = left.request_id ?? desk.options.newRequestId()
  const command = { op: 'setOffset', consumer, offset, ...stamp(desk.host, requestId, left) }
  const target = desk.partitionTarget(topic.topic, chosen.value)
  const result = await change(desk.host, target, command, changeOptions(requestId, left))
  if (!result.ok) {
    desk.doubtRoutes(topic.topic)
    return failed(result.failure, { request_id: requestId, partition })
  }
  return changeAnswer(result.value, requestId, (value) => {
    const { offset: now = null, previous = null } = asBody(value)
    return { partition, offset: now, previous }
  })
}
