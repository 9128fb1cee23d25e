// What GET /api/cluster says, as far as anybody relies on it: the command line, measurements, chaos and tests. It says
// more, for people.

import * as z from 'zod'

const bytes = z.number()
const count = z.number()

const nodeSchema = z.object({
  id: z.string(),
  role: z.enum(['manager', 'broker', 'atm']),
  state: z.string(),
  /** Why it is in this state, if that needs saying. */
  reason: z.string().optional(),
  pid: z.number().nullable(),
  httpPort: z.number(),
  raftPort: z.number(),
  lastExit: z.object({ code: z.number().nullable() }).nullable(),
  /** As it reported last. */
  memory: z.object({ rssBytes: bytes, heapBytes: bytes }).nullable(),
})

const groupSchema = z.object({
  id: z.number(),
  name: z.string(),
  leader: z.string().nullable(),
  term: z.number(),
  commitIndex: z.number(),
  replicas: z.array(
    z.object({
      node: z.string(),
      role: z.string(),
      term: z.number(),
      lastIndex: z.number(),
      commitIndex: z.number(),
      appliedIndex: z.number(),
      voter: z.boolean(),
    }),
  ),
})

export const clusterAnswerSchema = z.object({
  ready: z.boolean(),
  clock: z.object({ rate: z.number() }),
  nodes: z.array(nodeSchema),
  groups: z.array(groupSchema),
  links: z.array(z.object({ from: z.string(), to: z.string(), cut: z.boolean(), held: count })),
  topics: z.array(z.object({ topic: z.string(), partitions: count, messages: count })),
  accounts: z.array(z.object({ account: z.string(), balance: z.number() })),
  faults: z.array(z.object({ text: z.string(), by: z.string() })),
})
export type ClusterAnswer = z.infer<typeof clusterAnswerSchema>
