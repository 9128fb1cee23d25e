// Questions about a partition held here, answered from its machine once the host says it may be read.

import type { GroupId, Json } from '../../shared/ids.ts'
import { unreachable } from '../../shared/assert.ts'
import type { PartitionQuestion } from '../http/partition-questions.ts'
import type { Hosting } from './hosting.ts'
import type { SealedParts } from './sealed-parts.ts'

/** Undefined: this copy cannot answer just now, another may. */
export async function answerPartition(
  hosting: Hosting,
  sealed: SealedParts,
  group: GroupId,
  question: PartitionQuestion,
): Promise<Json | undefined> {
  const partition = hosting.get(group)?.partition
  if (partition === undefined) return undefined
  switch (question.q) {
    case 'size':
      return partition.size(question.consumer ?? undefined)
    case 'clientSize':
      return partition.clientSize(question.producer)
    case 'retrieve': {
      const { after, max } = question
      const page = await sealed.read(group, partition, (atHand) => partition.retrieve(after, max, atHand))
      return page.ok ? page.value : undefined
    }
    default:
      return unreachable(question)
  }
}
