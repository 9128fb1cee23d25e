// Where the directory stands after a window: topics as they were read, numbers as they were told.

import * as z from 'zod'
import { answerOf } from '../../checker/answers.ts'
import type { DirectoryState } from '../../checker/models/directory.ts'
import type { Operation } from '../../checker/operations.ts'

const consumerSchema = z.object({ topic: z.string(), name: z.string() })
const idSchema = z.object({ id: z.number() })

export function nextDirectory(
  before: DirectoryState,
  operations: readonly Operation[],
  topics: readonly string[],
): DirectoryState {
  let { lastProducer, lastConsumer } = before
  const consumers = new Map(before.consumers)
  for (const operation of operations) {
    const answer = answerOf(operation)
    if (answer === null || !('ok' in answer)) continue
    const id = idSchema.safeParse(answer.ok).data?.id ?? 0
    if (operation.f === 'registerProducer') lastProducer = Math.max(lastProducer, id)
    if (operation.f !== 'registerConsumer') continue
    const { topic, name } = consumerSchema.parse(operation.input)
    lastConsumer = Math.max(lastConsumer, id)
    consumers.set(`${topic}/${name}`, id)
  }
  return { topics: [...topics].sort(), lastProducer, lastConsumer, consumers }
}
