// How a log file begins. A file gets its name only when its head is durable, so a head
// can never be torn; and closing the file before it writes nothing, so a closed file is always whole.

import type { DurableMark } from './durable-mark.ts'
import type { LogFile, LogFormat } from './log-format.ts'
import type { Plan } from './plan.ts'
import type { HeadGroup, HeadRecord, PrevFile } from './records.ts'

/** A file that has reached this size is closed before the next batch. */
export const FILE_LIMIT_BYTES = 4 * 1024 * 1024

export interface HeadParts {
  readonly cluster: string
  readonly node: string
  readonly prev: PrevFile | null
  readonly groups: readonly HeadGroup[]
}

/** Its `d` is the last record before it: a new file fences everything in the old one. */
export function headAfter({ cluster, node, prev, groups }: HeadParts): HeadRecord {
  const before = prev ?? { file: 0, n: 0 }
  const numbers = { n: before.n + 1, d: before.n }
  return { ...numbers, k: 'head', v: 1, file: before.file + 1, cluster, node, prev, groups }
}

/** Closing writes nothing: the file is whole and durable already. */
export function* closeFile({ handle }: LogFile): Plan<null> {
  if (handle !== null) yield { op: 'close', handle }
  return null
}

export function* rotate(
  format: LogFormat,
  folder: string,
  head: HeadRecord,
  old: LogFile,
  mark: DurableMark | null,
): Plan<LogFile> {
  const begun = yield* format.create(folder, head)
  yield* closeFile(old)
  if (mark !== null) yield* mark.write({ file: head.file, bytes: begun.end + 1 })
  return begun
}
