// Size: what is stored, or what is left for one consumer, read from each partition as of one index.

import * as z from 'zod'
import type { Answer, Body } from './answer.ts'
import { asBody, failed, success } from './answer.ts'
import { clientId, identify, no, oneTopic, partitionsOf, remaining } from './client-request.ts'
import type { MessagePorts, TopicFields } from './client-request.ts'
import type { Fields } from './fields.ts'
import type { ReadResult, Settled } from './leader.ts'
import { read } from './leader.ts'
import type { QueueDesk } from './queue-desk.ts'
import type { PartitionInfo } from './questions.ts'
import { callOptions, missing, parseFields } from './schema.ts'
import type { CallOptions } from './schema.ts'

const forSize = callOptions.extend({ ...oneTopic, consumer_id: clientId.optional() })

/** Question that a broker answers about a partition it holds. */
export const sizeQuestion = z.object({ q: z.literal('size'), consumer: z.number().nullable() })

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
  const rows = await Promise.all(partitions.map((one) => sizeOf(ports, topic, one, consumer, left)))
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
  const wanted = options.topic ?? options.topic_id
  if (wanted === undefined) return no(missing('topic'))
  const topic = await desk.topic(wanted, options)
  if (!topic.ok) return topic
  const partitions = await partitionsOf(desk, topic.value, options.partition, options)
  if (!partitions.ok) return partitions
  return { ok: true, value: { topic: topic.value.topic, partitions: partitions.value, consumer: null } }
}

function sizeOf(
  { desk, sizeHere, holds }: MessagePorts,
  topic: string,
  info: PartitionInfo,
  consumer: number | null,
  options: CallOptions,
): Promise<Settled<ReadResult>> {
  const here = holds(info.group) ? () => sizeHere(info.group, consumer) : null
  return read(desk.host, desk.partitionTarget(topic, info), { q: 'size', consumer }, here, {
    deadlineMs: options.deadline_ms,
    forward: options.forward,
    local: options.consistency === 'local',
  })
}
