// The log engine's files: one record per line, appended. Only the newest is open, with a handle of its own.

import type { Handle } from './fs-port.ts'
import type { LogFile, LogFormat } from './log-format.ts'
import type { Plan } from './plan.ts'
import type { HeadRecord, LogRecord } from './records.ts'
import { createLogAdapter, encodeBatch } from './log-adapter.ts'
import { logFileName, WAL } from './names.ts'
import { writeTailAgain } from './open-log.ts'
import { openFile, writeNewFile } from './plan.ts'
import { examineFile } from './recovery.ts'

export const lineFiles: LogFormat = {
  kind: 'log',
  maxRecords: Infinity,
  canTear: true,
  examine: examineFile,
  *create(folder, head) {
    const end = yield* createLogFile(folder, head)
    const handle = yield* openFile(`${folder}/${WAL}/${logFileName(head.file)}`, 'r+')
    return lineFile({ folder, file: head.file, end, handle, records: [head] })
  },
  *takeUp(folder, log) {
    const handle = yield* writeTailAgain(folder, log)
    const records = log.lines.map((line) => line.record)
    return lineFile({ folder, file: log.file, end: log.end, handle, records })
  },
}

/** Answers the byte of the closing bracket. */
export function* createLogFile(folder: string, head: HeadRecord): Plan<number> {
  const name = logFileName(head.file)
  const { bytes } = encodeBatch(head.file, [head], 0)
  yield* writeNewFile(`${folder}/${WAL}`, name, `${name}.tmp`, bytes)
  return bytes.length - 1
}

interface OpenLines {
  readonly folder: string
  readonly file: number
  readonly end: number
  readonly handle: Handle
  readonly records: readonly LogRecord[]
}

function lineFile({ folder, file, end, handle, records }: OpenLines): LogFile {
  return {
    file,
    end,
    records,
    handle,
    adapter: (parts) => createLogAdapter({ ...parts, folder, file, handle, end, count: records.length }),
  }
}
