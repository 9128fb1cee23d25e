// `raftroom consume`: takes messages from topics until nothing new came for a while. Each topic is walked
// partition by partition; an error in one topic is told and does not stop another.

import * as z from 'zod'
import type { Nodes } from './node-client.ts'
import type { Format, Output } from './output.ts'
import { pause } from '../control/patience.ts'
import { succeeded } from './node-client.ts'
import { print } from './output.ts'

export interface ConsumeOptions {
  readonly name: string | null
  readonly partition: number | null
  /** Null: where this consumer stopped the last time. */
  readonly from: 'start' | 'end' | number | null
  readonly timeoutMs: number
}

/** As many as one answer may hold without waiting long for the first. */
const MAX_AT_ONCE = 100
/** Pause after a topic's turn brought nothing. */
const POLL_MS = 500

const registeredSchema = z.object({ consumer_id: z.number(), partitions: z.number() })
const takenSchema = z.object({ messages: z.array(z.object({ offset: z.number(), message: z.string() })) })

export async function consume(
  nodes: Nodes,
  topics: readonly string[],
  options: ConsumeOptions,
  output: Output,
  format: Format,
): Promise<void> {
  const walks = await Promise.all(topics.map((topic) => register(nodes, topic, options)))
  let heardAt = performance.now()
  const stillWaiting = (): boolean => performance.now() - heardAt < options.timeoutMs
  await Promise.all(
    walks.map(async (walk) => {
      do {
        const taken = await turn(nodes, walk, output, format)
        if (taken > 0) heardAt = performance.now()
        else await pause(Math.min(POLL_MS, options.timeoutMs))
      } while (stillWaiting())
    }),
  )
}

interface Walk {
  readonly topic: string
  readonly consumer: number
  readonly partitions: readonly number[]
}

async function register(
  nodes: Nodes,
  topic: string,
  { name, partition, from }: ConsumeOptions,
): Promise<Walk> {
  const registration = await nodes.change('/consumer/register', {
    topic,
    consumer_name: name ?? undefined,
    partition: partition ?? undefined,
  })
  const { consumer_id, partitions } = registeredSchema.parse(succeeded(registration))
  const walked = partition === null ? Array.from({ length: partitions }, (_, at) => at) : [partition]
  if (from !== null) {
    // `17` means: begin with message 17, so 16 are done.
    const offset = typeof from === 'number' ? Math.max(0, from - 1) : from
    for (const one of walked)
      succeeded(await nodes.change('/consumer/set_offset', { consumer_id, topic, partition: one, offset }))
  }
  return { topic, consumer: consumer_id, partitions: walked }
}

/** Every partition once; answers how many messages came. */
async function turn(
  nodes: Nodes,
  { topic, consumer, partitions }: Walk,
  output: Output,
  format: Format,
): Promise<number> {
  let count = 0
  for (const partition of partitions) {
    const answer = await nodes.take('/consumer/consume', {
      topic,
      consumer_id: consumer,
      partition,
      max: MAX_AT_ONCE,
    })
    if (answer.outcome === 'ok') {
      const { messages } = takenSchema.parse(answer.body)
      for (const { offset, message } of messages)
        print(
          output,
          format,
          { topic, partition, offset, message },
          () => `${topic}/${partition}@${offset} ${message}`,
        )
      count += messages.length
    } else if (!(answer.outcome === 'refused' && answer.code === 'empty'))
      output.note(`${topic}/${partition}: ${answer.message}`)
  }
  return count
}
