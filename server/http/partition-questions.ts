// What a broker answers about a partition it holds, once its copy may be read.

import * as z from 'zod'
import type { GroupId, Json } from '../../shared/ids.ts'
import { readOptions } from './call-options.ts'
import type { QueueDesk } from './queue-desk.ts'
import { read } from './leader.ts'
import type { ReadResult, Settled } from './leader.ts'
import type { PartitionInfo } from './questions.ts'
import type { CallOptions } from './schema.ts'

export const partitionQuestionSchema = z.discriminatedUnion('q', [
  /** What is stored, or what is left for a consumer. */
  z.object({ q: z.literal('size'), consumer: z.number().nullable() }),
  /** Messages with a greater offset. */
  z.object({ q: z.literal('retrieve'), after: z.number(), max: z.number() }),
  /** How much of this producer is stored. */
  z.object({ q: z.literal('clientSize'), producer: z.string() }),
])
export type PartitionQuestion = z.infer<typeof partitionQuestionSchema>

export interface PartitionReader {
  /** From the copy held here; undefined: it cannot be read here just now. */
  readonly answerHere: (group: GroupId, question: PartitionQuestion) => Promise<Json | undefined>
  readonly holds: (group: GroupId) => boolean
}

export function askPartition(
  desk: QueueDesk,
  { answerHere, holds }: PartitionReader,
  topic: string,
  info: PartitionInfo,
  question: PartitionQuestion,
  options: CallOptions,
): Promise<Settled<ReadResult>> {
  const here = holds(info.group) ? () => answerHere(info.group, question) : null
  return read(desk.host, desk.partitionTarget(topic, info), question, here, readOptions(options))
}
