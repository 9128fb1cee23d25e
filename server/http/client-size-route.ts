// Client size: how much of a producer is stored, in one topic or in all. A tool that was interrupted finds
// out with it where to go on.

import * as z from 'zod'
import { clientSizeSchema } from '../../shared/protocol/queue.ts'
import type { Answer, Body } from './answer.ts'
import { failed, success } from './answer.ts'
import { remaining } from './client-request.ts'
import type { MessagePorts } from './client-request.ts'
import type { Fields } from './fields.ts'
import type { Settled } from './leader.ts'
import { askPartition } from './partition-questions.ts'
import type { QueueDesk } from './queue-desk.ts'
import type { TopicInfo } from './questions.ts'
import { callOptions, name, parseFields } from './schema.ts'
import type { CallOptions } from './schema.ts'

const forClientSize = callOptions.extend({ producer_name: name, topic: name.optional() })

export async function clientSize({ desk, reader }: MessagePorts, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forClientSize, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { producer_name: producer, topic, deadline_ms, consistency } = parsed.value
  const until = desk.host.clock.now() + deadline_ms
  const topics = await topicsOf(desk, topic, parsed.value)
  if (!topics.ok) return failed(topics.failure)
  const left = remaining(desk, parsed.value, until)
  const places = topics.value.flatMap((info) => info.partitions.map((one) => ({ topic: info.topic, one })))
  const question = { q: 'clientSize', producer } as const
  const asked = await Promise.all(
    places.map((place) => askPartition(desk, reader, place.topic, place.one, question, left)),
  )
  const rows: Body[] = []
  const asOf: Record<string, number> = {}
  let total = 0
  for (const [position, place] of places.entries()) {
    const answer = asked[position]
    if (answer === undefined) continue
    if (!answer.ok) return failed(answer.failure)
    const { count, lastSequence } = clientSizeSchema.parse(answer.value.result)
    const { partition } = place.one
    total += count
    rows.push({ topic: place.topic, partition, count, last_sequence: lastSequence })
    asOf[`${place.topic}/${partition}`] = answer.value.asOf
  }
  return success({ count: total, partitions: rows, consistency, as_of: asOf })
}

/** The one named, or all there are. */
async function topicsOf(
  desk: QueueDesk,
  topic: string | undefined,
  options: CallOptions,
): Promise<Settled<readonly TopicInfo[]>> {
  const names = topic === undefined ? await allTopics(desk, options) : { ok: true as const, value: [topic] }
  if (!names.ok) return names
  const found = await Promise.all(names.value.map((one) => desk.topic(one, options)))
  const infos: TopicInfo[] = []
  for (const one of found) {
    if (!one.ok) return one
    infos.push(one.value)
  }
  return { ok: true, value: infos }
}

async function allTopics(desk: QueueDesk, options: CallOptions): Promise<Settled<readonly string[]>> {
  const asked = await desk.ask({ q: 'topics' }, options)
  return asked.ok ? { ok: true, value: z.array(z.string()).parse(asked.value.result) } : asked
}
