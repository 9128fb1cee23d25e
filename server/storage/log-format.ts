// The two ways to keep the records of a log in files: lines that are appended (line-files.ts), and documents that
// are written again as a whole (rewrite-files.ts). Numbering, heads, rotation, replay and deletion know neither.

import type { Adapter } from 'lowdb'
import type { Result } from '../../shared/result.ts'
import type { StorageKind } from '../../shared/storage-kind.ts'
import type { DiskQueue } from './disk-queue.ts'
import type { DurableMark } from './durable-mark.ts'
import type { Handle } from './fs-port.ts'
import type { Plan } from './plan.ts'
import type { AppendDone, DiskError } from './port.ts'
import type { HeadRecord, LogRecord } from './records.ts'
import type { Examine, RecoveredLog } from './replay.ts'

export interface LogFormat {
  readonly kind: StorageKind
  /** No file holds more records, its head and a closing fence included. */
  readonly maxRecords: number
  /** What is written may be torn before it is synced: a power cut in play must know how far it is durable. */
  readonly canTear: boolean
  readonly examine: Examine
  /** A new file with its head, durable under its name. `folder` is the node's. */
  create(folder: string, head: HeadRecord): Plan<LogFile>
  /** Opens the newest file, after its content was written again: what was read may not be on the disk (B41). */
  takeUp(folder: string, log: RecoveredLog): Plan<LogFile>
}

/** The newest file, open for more records. */
export interface LogFile {
  readonly file: number
  /** What it holds. */
  readonly records: readonly LogRecord[]
  /** Its last byte. */
  readonly end: number
  /** Null: nothing stays open between two writes. */
  readonly handle: Handle | null
  adapter(parts: AdapterParts): LogAdapter
}

export interface AdapterParts {
  readonly queue: DiskQueue
  readonly now: () => number
  readonly mark: DurableMark | null
  /** Called when a write has ended, before its promise settles: nobody orders anything by promises. */
  readonly written: (result: Result<AppendDone, DiskError>) => void
}

export interface LogAdapter extends Adapter<LogRecord[]> {
  /** The file's last byte: what a closed file's size is, less one. */
  end(): number
}
