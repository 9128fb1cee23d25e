// What brokers and managers say to each other. A report is health and discovery in one: an unknown broker
// is registered by it, a dead one revived. Orders tell a broker to host a replica, to change the members of a
// group it leads, to hand over, or to end a replica. Every order names the epoch it was made in, and whoever
// was told of a later one refuses it: so a deposed write manager does no harm.

import * as z from 'zod'
import { NAME_PATTERN } from '../ids.ts'

const node = z.string().regex(NAME_PATTERN)

/** `match`: how far the leader knows this member to have its log. */
const memberSchema = z.object({ replica: z.number(), node, match: z.number().nullable() })
export type ReportedMember = z.infer<typeof memberSchema>

const groupSchema = z.object({
  group: z.number(),
  replicaId: z.number(),
  role: z.enum(['follower', 'preCandidate', 'candidate', 'leader']),
  term: z.number(),
  leader: node.nullable(),
  epoch: z.number(),
  /** Offset of the newest message in this copy. */
  last: z.number(),
  /** Newest entry of its log. */
  entries: z.number(),
  /** Said by leaders only: who is in the group, as of the configuration they act by. */
  members: z.object({ voters: z.array(memberSchema), learners: z.array(memberSchema) }).nullable(),
})
export type ReportedGroup = z.infer<typeof groupSchema>

export const reportSchema = z.object({
  node,
  host: z.string(),
  httpPort: z.number(),
  raftPort: z.number(),
  /** Of the broker's folder: orders for another birth are refused. */
  birth: z.string(),
  groups: z.array(groupSchema),
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
  /** The replica joins a group that is there already, and only learns until its leader says otherwise. */
  learner: z.boolean(),
})
export type HostOrder = z.infer<typeof hostOrderSchema>

const ordered = { group: z.number(), epoch: z.number() }

/** To the broker that leads the group. Each may be repeated: what is true already is confirmed. */
export const memberOrderSchema = z.discriminatedUnion('order', [
  z.object({ order: z.literal('add'), ...ordered, replica: z.number(), node }),
  z.object({ order: z.literal('promote'), ...ordered, replica: z.number() }),
  z.object({ order: z.literal('remove'), ...ordered, replica: z.number() }),
  z.object({ order: z.literal('transfer'), ...ordered, to: node }),
])
export type MemberOrder = z.infer<typeof memberOrderSchema>

/** To the broker that still holds a replica which is no member any more. */
export const closeOrderSchema = z.object({ birth: z.string(), replica: z.number(), ...ordered })
export type CloseOrder = z.infer<typeof closeOrderSchema>

/** What a broker answers to any order. */
export const orderReplySchema = z.object({ done: z.boolean(), message: z.string().nullable() })
export type OrderReply = z.infer<typeof orderReplySchema>

/** Names of the calls. */
export const REPORT = 'report'
export const HOST = 'host'
export const MEMBERS = 'members'
export const CLOSE = 'close'
export const CONSUME = 'consume'
/** Until the first manager has answered a broker asks often, so that a start is quick. */
export const FIRST_REPORT_MS = 100
