// How a log file begins. A file gets its name only when its head is durable, so a head
// can never be torn; and closing the file before it writes nothing, so a closed file is always whole.

import type { DurableMark } from './durable-mark.ts'
import type { Handle } from './fs-port.ts'
import type { Plan } from './plan.ts'
import type { HeadGroup, HeadRecord, PrevFile } from './records.ts'
import { encodeBatch } from './log-adapter.ts'
import { logFileName, WAL } from './names.ts'
import { openFile, writeNewFile } from './plan.ts'

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

export interface BegunFile {
  readonly handle: Handle
  /** Byte of the closing bracket. */
  readonly end: number
}

export function* createLogFile(folder: string, head: HeadRecord): Plan<number> {
  const name = logFileName(head.file)
  const { bytes } = encodeBatch(head.file, [head], 0)
  yield* writeNewFile(`${folder}/${WAL}`, name, `${name}.tmp`, bytes)
  return bytes.length - 1
}

export function* rotate(
  folder: string,
  head: HeadRecord,
  old: Handle,
  mark: DurableMark | null,
): Plan<BegunFile> {
  const end = yield* createLogFile(folder, head)
  yield { op: 'close', handle: old }
  const handle = yield* openFile(`${folder}/${WAL}/${logFileName(head.file)}`, 'r+')
  if (mark !== null) yield* mark.write({ file: head.file, bytes: end + 1 })
  return { handle, end }
}
