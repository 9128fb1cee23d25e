// What a measurement asks of the control server: who leads, how much was done, and the memory of everybody.

import * as z from 'zod'
import type { LaunchedCluster } from '../launch/launched-cluster.ts'

const memorySchema = z.object({ rssBytes: z.number(), heapBytes: z.number() })
const clusterSchema = z.object({
  nodes: z.array(z.object({ id: z.string(), memory: memorySchema.nullable() })),
  groups: z.array(z.object({ name: z.string(), leader: z.string().nullable(), commitIndex: z.number() })),
  topics: z.array(z.object({ messages: z.number() })),
})
const healthSchema = z.object({ memory: memorySchema })

export type Memory = z.infer<typeof memorySchema>
export type ClusterFacts = z.infer<typeof clusterSchema>

const ask = async (url: string): Promise<unknown> => (await fetch(url)).json()

export const clusterFacts = async ({ url }: LaunchedCluster): Promise<ClusterFacts> =>
  clusterSchema.parse(await ask(`${url}/api/cluster`))

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
