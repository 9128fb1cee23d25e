// What a node may ask the managers' directory, and what it is told. Managers answer from their own
// machine; brokers ask a manager. The answers go straight into HTTP answers and route tables.

import * as z from 'zod'
import { clientRecordSchema } from '../../shared/protocol/directory.ts'

export const directoryQuestionSchema = z.discriminatedUnion('q', [
  z.object({ q: z.literal('topics') }),
  z.object({ q: z.literal('topic'), topic: z.string() }),
  /** Clients of brokers know topics by their id. */
  z.object({ q: z.literal('topicById'), id: z.number() }),
  z.object({ q: z.literal('brokers'), all: z.boolean() }),
  /** Whether leaders stay where they are, moves under way, and who holds and leads how much. */
  z.object({ q: z.literal('balancer') }),
  z.object({ q: z.literal('producer'), id: z.number() }),
  z.object({ q: z.literal('consumer'), id: z.number() }),
  z.object({ q: z.literal('clients'), of: z.enum(['producers', 'consumers']), topic: z.string().nullable() }),
])
export type DirectoryQuestion = z.infer<typeof directoryQuestionSchema>

const place = z.object({ broker_id: z.number(), node: z.string(), http: z.string() })

const partitionInfoSchema = z.object({
  partition: z.number(),
  group: z.number(),
  epoch: z.number(),
  preferred: z.number(),
  /** As last reported by the brokers; null while nobody claims it. */
  leader: place.nullable(),
  replicas: z.array(place.extend({ replica_id: z.number(), learner: z.boolean() })),
  first: z.number(),
  last: z.number(),
})
export type PartitionInfo = z.infer<typeof partitionInfoSchema>

const topicInfoSchema = z.object({
  topic: z.string(),
  topic_id: z.number(),
  partitions: z.array(partitionInfoSchema),
})
export type TopicInfo = z.infer<typeof topicInfoSchema>

export const clientAnswerSchema = clientRecordSchema.nullable()
export const topicAnswerSchema = topicInfoSchema.nullable()
