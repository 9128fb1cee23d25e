// Asks the managers, as an operator would, to move one replica of a partition to another broker.

import * as z from 'zod'
import type { ChaosCluster } from './cluster.ts'
import type { Done } from './control.ts'
import type { Move } from './nemesis/move.ts'

const brokersSchema = z.object({ brokers: z.array(z.object({ broker_id: z.number(), node: z.string() })) })
const answerSchema = z.object({
  status: z.string(),
  code: z.string().optional(),
  message: z.string().optional(),
})
const ANSWER_LIMIT_MS = 5_000

export async function moveReplica(
  cluster: ChaosCluster,
  { group, from, to }: Extract<Move, { kind: 'replica' }>,
): Promise<Done> {
  const base = cluster.base(cluster.nodes('manager')[0] ?? '')
  const limit = { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) }
  try {
    const { brokers } = brokersSchema.parse(await (await fetch(`${base}/brokers`, limit)).json())
    const idOf = (node: string) => brokers.find((broker) => broker.node === node)?.broker_id ?? 0
    const [topic = '', partition = ''] = group.split('/')
    const response = await fetch(`${base}/partitions/move`, {
      ...limit,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        topic,
        partition: Number(partition),
        from_broker: idOf(from),
        to_broker: idOf(to),
      }),
    })
    const answer = answerSchema.parse(await response.json())
    if (answer.status === 'success') return { kind: 'done' }
    const why = answer.message ?? answer.code ?? 'no reason given'
    return { kind: answer.code === 'no-such-endpoint' ? 'unknown' : 'refused', why }
  } catch (error) {
    return { kind: 'refused', why: String(error) }
  }
}
