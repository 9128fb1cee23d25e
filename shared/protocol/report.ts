// What brokers and managers say to each other. A report is health and discovery in one: an unknown broker
// is registered by it, a dead one revived. An order tells a broker to host one replica.

import * as z from 'zod'
import { NAME_PATTERN } from '../ids.ts'

const node = z.string().regex(NAME_PATTERN)

export const reportSchema = z.object({
  node,
  host: z.string(),
  httpPort: z.number(),
  raftPort: z.number(),
  /** Of the broker's folder: orders for another birth are refused. */
  birth: z.string(),
  groups: z.array(
    z.object({
      group: z.number(),
      replicaId: z.number(),
      role: z.enum(['follower', 'preCandidate', 'candidate', 'leader']),
      term: z.number(),
      leader: node.nullable(),
      epoch: z.number(),
      /** Offset of the newest message in this copy. */
      last: z.number(),
    }),
  ),
  /** Clients served since the last report. */
  producers: z.array(z.number()),
  consumers: z.array(z.number()),
})
export type Report = z.infer<typeof reportSchema>

export const reportReplySchema = z.object({
  /** Null until the write manager has registered the broker. */
  brokerId: z.number().nullable(),
  brokers: z.array(z.object({ node, host: z.string(), raftPort: z.number() })),
})
export type ReportReply = z.infer<typeof reportReplySchema>

export const hostOrderSchema = z.object({
  birth: z.string(),
  group: z.number(),
  replica: z.number(),
  name: z.string(),
  epoch: z.number(),
  members: z.array(z.object({ replica: z.number(), node })),
})
export type HostOrder = z.infer<typeof hostOrderSchema>

/** Names of the calls. */
export const REPORT = 'report'
export const HOST = 'host'
export const CONSUME = 'consume'
/** Until the first manager has answered a broker asks often, so that a start is quick. */
export const FIRST_REPORT_MS = 100
