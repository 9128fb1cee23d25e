// Reads all log files, oldest first, and makes what was read durable before anyone acts on it.

import type { Result } from '../../shared/result.ts'
import type { LogFormat } from './log-format.ts'
import type { Plan } from './plan.ts'
import type { StorageRefusal } from './port.ts'
import type { RecoveredLog, ReplayOwner } from './replay.ts'
import { err } from '../../shared/result.ts'
import { CLOSING_BRACKET } from './codec.ts'
import { logFileName, logFileNumber, logFilePath, WAL } from './names.ts'
import { listIfThere, openFile, readBytes, writeAll } from './plan.ts'
import * as refusals from './refusals.ts'
import { createReplay } from './replay.ts'

export interface LogOwner extends ReplayOwner {
  /** Number of the newest log file, as the manifest says. */
  readonly newest: number
}

export function* readLog(
  folder: string,
  owner: LogOwner,
  { examine }: LogFormat,
): Plan<Result<RecoveredLog, StorageRefusal>> {
  const files = ((yield* listIfThere(`${folder}/${WAL}`)) ?? [])
    .map(logFileNumber)
    .filter((file) => file !== null)
    .sort((a, b) => a - b)
  const newest = files.at(-1) ?? 0
  const hole = findHole(files, newest, owner.newest)
  if (hole !== null) return err(hole)
  const replay = createReplay(owner, examine)
  for (const file of files) {
    const bytes = Buffer.from(yield* readBytes(`${folder}/${logFilePath(file)}`))
    const refusal = replay.add(file, bytes, file < newest)
    if (refusal !== null) return err(refusal)
  }
  return replay.finish()
}

/** A crash between the new file and the manifest leaves one file more than it says; never one less. */
function findHole(files: readonly number[], newest: number, said: number): StorageRefusal | null {
  if (newest < said) {
    return refusals.missing(logFilePath(said), `the manifest names it as the newest log file`)
  }
  const gap = files.findIndex((file, at) => at > 0 && file !== (files[at - 1] ?? 0) + 1)
  const before = files[gap - 1]
  if (before === undefined) return null
  return refusals.missing(logFilePath(before + 1), `there are older and newer log files`)
}

/**
 * Writes the lines after the highest fence once more, same bytes, and cuts what is behind them. Also
 * when nothing is torn: after a failed fsync the page cache may be newer than the disk (B41). Answers
 * the open handle.
 */
export function* writeTailAgain(folder: string, log: RecoveredLog): Plan<number> {
  const path = `${folder}/${WAL}/${logFileName(log.file)}`
  const bytes = yield* readBytes(path)
  const from = log.lines.find((line) => line.record.n > log.fencedN)?.offset ?? log.end
  const handle = yield* openFile(path, 'r+')
  yield* writeAll(handle, from, Buffer.concat([bytes.subarray(from, log.end), Buffer.of(CLOSING_BRACKET)]))
  yield { op: 'truncate', handle, size: log.end + 1 }
  yield { op: 'sync', handle, dataOnly: false }
  yield { op: 'syncDir', path: `${folder}/${WAL}` }
  return handle
}
