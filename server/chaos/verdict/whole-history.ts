// The archive, read back when the run is over: the order of each log over all windows together. What a window
// cannot see is an answer as old as the window before.

import * as z from 'zod'
import type { Json } from '../../../shared/ids.ts'
import type { Finding } from '../../checker/checks/finding.ts'
import { checkLogOrder } from '../../checker/checks/log-order.ts'
import { readHistory } from '../../checker/history.ts'
import { operationsOf } from '../../checker/operations.ts'

/** The error says which line of the history is none. */
export function checkWholeHistory(text: string): readonly Finding[] {
  const history = readHistory(text)
  if (!history.ok)
    return [{ check: 'the log goes forward', text: `the archive cannot be read: ${history.error}` }]
  const operations = operationsOf(history.value)
  const groups = new Set(operations.map(({ f, input }) => groupOf(f, input)))
  return [...groups].flatMap((group) =>
    checkLogOrder(operations.filter(({ f, input }) => groupOf(f, input) === group)),
  )
}

const OF_DIRECTORY = new Set(['createTopic', 'registerProducer', 'registerConsumer', 'topics'])
const partitionSchema = z.object({ partition: z.string() })

/** Whose log the index of the answer belongs to. */
function groupOf(f: string, input: Json): string {
  const partition = partitionSchema.safeParse(input)
  if (partition.success) return partition.data.partition
  return OF_DIRECTORY.has(f) ? 'managers' : 'atm'
}
