// Size: what is stored, or what is left for one consumer, read from each partition as of one index.

import type { Answer, Body } from './answer.ts'
import { asBody, failed, success } from './answer.ts'
import { clientId, identify, oneTopic, remaining, topicNamed } from './client-request.ts'
import type { MessagePorts, TopicFields } from './client-request.ts'
import type { Fields } from './fields.ts'
import type { Settled } from './leader.ts'
import { askPartition } from './partition-questions.ts'
import type { QueueDesk } from './queue-desk.ts'
import type { PartitionInfo } from './questions.ts'
import { callOptions, parseFields } from './schema.ts'

const forSize = callOptions.extend({ ...oneTopic, consumer_id: clientId.optional() })

export async function size(ports: MessagePorts, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forSize, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { desk } = ports
  const options = parsed.value
  const until = desk.host.clock.now() + options.deadline_ms
  const found = await sizeSubject(desk, options)
  if (!found.ok) return failed(found.failure)
  const { topic, partitions, consumer } = found.value
  const left = remaining(desk, options, until)
  const question = { q: 'size', consumer } as const
  const rows = await Promise.all(
    partitions.map((one) => askPartition(desk, ports.reader, topic, one, question, left)),
  )
  const local = options.consistency === 'local'
  const sizes: Body[] = []
  const asOf: Record<string, number> = {}
  for (const [position, row] of rows.entries()) {
    if (!row.ok) return failed(row.failure)
    const number = partitions[position]?.partition ?? 0
    const { node, result } = row.value
    sizes.push({ partition: number, ...asBody(result), ...(local ? { node } : {}) })
    asOf[String(number)] = row.value.asOf
  }
  const total = sizes.reduce((sum, row) => sum + Number(row['size'] ?? 0), 0)
  return success({ size: total, partitions: sizes, consistency: options.consistency, as_of: asOf })
}

interface SizeSubject {
  readonly topic: string
  readonly partitions: readonly PartitionInfo[]
  readonly consumer: number | null
}

async function sizeSubject(
  desk: QueueDesk,
  options: TopicFields & { readonly consumer_id?: number | undefined },
): Promise<Settled<SizeSubject>> {
  if (options.consumer_id !== undefined) {
    const who = await identify(desk, 'consumer', options.consumer_id, options)
    if (!who.ok) return who
    return {
      ok: true,
      value: {
        topic: who.value.topic.topic,
        partitions: who.value.partitions,
        consumer: options.consumer_id,
      },
    }
  }
  const named = await topicNamed(desk, options)
  if (!named.ok) return named
  const { topic, partitions } = named.value
  return { ok: true, value: { topic: topic.topic, partitions, consumer: null } }
}
