// What a measurement asks of the control server: who leads, how much was done, and the memory of everybody.

import * as z from 'zod'
import type { ClusterAnswer } from '../../shared/protocol/cluster-answer.ts'
import { clusterAnswerSchema } from '../../shared/protocol/cluster-answer.ts'
import type { LaunchedCluster } from '../launch/launched-cluster.ts'

const memorySchema = z.object({ rssBytes: z.number(), heapBytes: z.number() })
const healthSchema = z.object({ memory: memorySchema })

export type Memory = z.infer<typeof memorySchema>

const ask = async (url: string): Promise<unknown> => (await fetch(url)).json()

export const clusterFacts = async ({ url }: LaunchedCluster): Promise<ClusterAnswer> =>
  clusterAnswerSchema.parse(await ask(`${url}/api/cluster`))

export const controlMemory = async ({ url }: LaunchedCluster): Promise<Memory> =>
  healthSchema.parse(await ask(`${url}/api/health`)).memory

const LOOK_AGAIN_MS = 50

export async function leaderOf(cluster: LaunchedCluster, name: string): Promise<string> {
  for (;;) {
    const { groups } = await clusterFacts(cluster)
    const leader = groups.find((group) => group.name === name)?.leader ?? null
    if (leader !== null) return leader
    await new Promise((resolve) => void setTimeout(resolve, LOOK_AGAIN_MS))
  }
}
