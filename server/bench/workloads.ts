// What the measurements do: deposits at the ATM leader, batches of messages at the leader of a partition.

import * as z from 'zod'
import type { LaunchedCluster } from '../launch/launched-cluster.ts'
import { leaderOf } from './cluster-facts.ts'
import type { LoadOptions } from './load.ts'

export type Workload = Pick<LoadOptions, 'url' | 'body'>

/** Messages of one request. */
export const MESSAGES_AT_ONCE = 100

/** Of the topic that every start makes. */
export const TOPIC = 'orders'
export const PARTITIONS = 3

const registeredSchema = z.object({ producer_id: z.number() })

export async function depositing(cluster: LaunchedCluster): Promise<Workload> {
  const url = `${cluster.base(await leaderOf(cluster, 'atm'))}/deposit`
  return { url, body: () => ({ account: 'alice', amount: 1 }) }
}

/** Measured at the leader, so it has to stay there. */
async function keepLeaders(cluster: LaunchedCluster): Promise<void> {
  const [manager = ''] = cluster.nodes('manager')
  const body = JSON.stringify({ paused: true })
  const { ok } = await fetch(`${cluster.base(manager)}/balancer`, { method: 'POST', body })
  if (!ok) throw new Error('the managers do not leave the leaders where they are')
}

export async function producing(cluster: LaunchedCluster, partition: number): Promise<Workload> {
  await keepLeaders(cluster)
  const broker = cluster.base(await leaderOf(cluster, `${TOPIC}/${partition}`))
  const body = JSON.stringify({ topic: TOPIC, partition })
  const answer = await fetch(`${broker}/producer/register`, { method: 'POST', body })
  const { producer_id } = registeredSchema.parse(await answer.json())
  const messages = Array.from(
    { length: MESSAGES_AT_ONCE },
    (_, at) => `message ${at} of a batch of ${MESSAGES_AT_ONCE}`,
  )
  return { url: `${broker}/producer/produce`, body: () => ({ topic: TOPIC, producer_id, messages }) }
}
