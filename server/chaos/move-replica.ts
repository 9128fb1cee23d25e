// Asks the managers, as an operator would, to move one replica of a partition to another broker.

import * as z from 'zod'
import type { GroupName } from '../../shared/ids.ts'
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
  try {
    const { brokers } = brokersSchema.parse(await ask(cluster, '/brokers', {}))
    const idOf = (node: string) => brokers.find((broker) => broker.node === node)?.broker_id ?? 0
    return await moveBetween(cluster, group, { from: idOf(from), to: idOf(to) })
  } catch (error) {
    return { kind: 'refused', why: String(error) }
  }
}

/** By their numbers: of two brokers under one name only one is alive. Throws when no manager answers. */
export async function moveBetween(
  cluster: ChaosCluster,
  group: GroupName,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Done> {
  const [topic = '', partition = ''] = group.split('/')
  const fields = { topic, partition: Number(partition), from_broker: from, to_broker: to }
  const answer = answerSchema.parse(
    await ask(cluster, '/partitions/move', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    }),
  )
  if (answer.status === 'success') return { kind: 'done' }
  const why = answer.message ?? answer.code ?? 'no reason given'
  return { kind: answer.code === 'no-such-endpoint' ? 'unknown' : 'refused', why }
}

async function ask(cluster: ChaosCluster, path: string, init: RequestInit): Promise<unknown> {
  const base = cluster.base(cluster.nodes('manager')[0] ?? '')
  const signal = AbortSignal.timeout(ANSWER_LIMIT_MS)
  return (await fetch(`${base}${path}`, { ...init, signal })).json()
}
