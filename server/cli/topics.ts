// `raftroom topics`: list, create, show.

import * as z from 'zod'
import type { Nodes } from './node-client.ts'
import type { Format, Output } from './output.ts'
import { succeeded } from './node-client.ts'
import { print, table } from './output.ts'

const listSchema = z.object({ topics: z.array(z.string()) })
const createdSchema = z.object({ topic_id: z.number(), partitions: z.number(), ready: z.boolean() })
const place = z.object({ node: z.string() })
const shownSchema = z.object({
  partitions: z.array(
    z.object({
      partition: z.number(),
      leader: place.nullable(),
      replicas: z.array(place),
      first: z.number().nullable().optional(),
      last: z.number().nullable().optional(),
    }),
  ),
})

export async function listTopics(nodes: Nodes, output: Output, format: Format): Promise<void> {
  const { topics } = listSchema.parse(succeeded(await nodes.read('/topics', {})))
  print(output, format, { topics }, () => (topics.length === 0 ? 'there are no topics' : topics.join('\n')))
}

export async function createTopic(
  nodes: Nodes,
  topic: string,
  partitions: number,
  output: Output,
  format: Format,
): Promise<void> {
  const created = createdSchema.parse(succeeded(await nodes.change('/topics', { topic, partitions })))
  print(output, format, { topic, ...created }, () => {
    const led = created.ready ? 'each with a leader' : 'not all with a leader yet'
    return `created ${topic} with ${created.partitions} partition${created.partitions === 1 ? '' : 's'}, ${led}`
  })
}

export async function showTopic(nodes: Nodes, topic: string, output: Output, format: Format): Promise<void> {
  const shown = shownSchema.parse(succeeded(await nodes.read('/topics/partitions', { topic })))
  print(output, format, { topic, ...shown }, () =>
    table([
      ['partition', 'leader', 'replicas', 'messages'],
      ...shown.partitions.map(({ partition, leader, replicas, last }) => [
        `${topic}/${partition}`,
        leader?.node ?? 'none',
        replicas.map(({ node }) => node).join(', '),
        last === null || last === undefined ? '?' : String(last),
      ]),
    ]),
  )
}
