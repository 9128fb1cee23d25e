// `raftroom produce`: each line of standard input, or numbered messages, one after the other. The next one
// is sent when the one before is stored, so a partition keeps their order.

import * as z from 'zod'
import type { Nodes } from './node-client.ts'
import type { Format, Output } from './output.ts'
import { pause } from '../control/patience.ts'
import { succeeded } from './node-client.ts'
import { print } from './output.ts'

export interface ProduceOptions {
  readonly topic: string
  readonly name: string | null
  /** Null: in turn over all partitions. */
  readonly partition: number | null
  /** Longest pause between two messages, 0 for none. */
  readonly maxTimeoutMs: number
}

const registeredSchema = z.object({ producer_id: z.number(), partitions: z.number() })
const storedSchema = z.object({ partition: z.number(), offset: z.number() })

export async function produce(
  nodes: Nodes,
  lines: AsyncIterable<string>,
  options: ProduceOptions,
  output: Output,
  format: Format,
): Promise<void> {
  const { topic, name, partition: named, maxTimeoutMs } = options
  const registration = await nodes.change('/producer/register', {
    topic,
    producer_name: name ?? undefined,
    partition: named ?? undefined,
  })
  const { producer_id, partitions } = registeredSchema.parse(succeeded(registration))
  let turn = 0
  for await (const message of lines) {
    const partition = named ?? turn++ % partitions
    const answer = await nodes.change('/producer/produce', { topic, producer_id, message, partition })
    const stored = storedSchema.parse(succeeded(answer))
    print(output, format, { topic, ...stored }, () => `${topic}/${stored.partition}@${stored.offset}`)
    if (maxTimeoutMs > 0) await pause(Math.random() * maxTimeoutMs)
  }
}

export async function* numbered(count: number): AsyncGenerator<string> {
  for (let at = 1; at <= count; at += 1) yield `message ${at}`
}
