// The shared log of one node while it runs: batches in, places out, one write in flight. It numbers the
// records, begins a new file at the limit, lets old files go, and writes one fence when it has been quiet for
// a moment, so that damage to the last batch can be told from a torn write. An idle node writes nothing
// more. In memory it holds the records of the newest file, and of the others only how far they reach.

import { Low } from 'lowdb'
import type { ReplicaId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { DiskQueue } from './disk-queue.ts'
import type { DurableMark } from './durable-mark.ts'
import type { Engine } from './engine.ts'
import type { LogFile, LogFormat } from './log-format.ts'
import type { ManifestStore } from './manifest.ts'
import type { Plan } from './plan.ts'
import type { AppendDone, DiskError, LogStore, PutRecord } from './port.ts'
import type { LogRecord } from './records.ts'
import type { RecoveredLog } from './replay.ts'
import { assert } from '../../shared/assert.ts'
import { ok } from '../../shared/result.ts'
import { createFollowers } from './log-followers.ts'
import { logFilePath, WAL } from './names.ts'
import { closeFile, headAfter, rotate } from './rotation.ts'
import { createTurns } from './turns.ts'

/** The log was quiet this long: the last batch gets its fence. */
export const IDLE_FENCE_MS = 50

/** A closed file may end with one. */
const CLOSING_FENCE = 1

export interface LogStoreParts {
  readonly engine: Engine
  readonly format: LogFormat
  readonly queue: DiskQueue
  readonly manifest: ManifestStore
  readonly folder: string
  readonly cluster: string
  readonly node: string
  readonly mark: DurableMark | null
  /** Comes after the last file is closed. */
  readonly lastly: () => Plan<null>
}

export interface RunningLog extends LogStore {
  /** The replica was removed, durably: no file is kept for it any more. */
  forget(replica: ReplicaId): void
}

type Told<T> = (result: Result<T, DiskError>) => void

/** `log` is what the files held; nothing of it is kept but the newest file's records. */
export function createLogStore(parts: LogStoreParts, log: RecoveredLog, newest: LogFile): RunningLog {
  const turns = createTurns()
  const followers = createFollowers(parts, log)
  let current = createWriter(parts, newest)
  let appending = false
  let closed = false
  let cancelFence = (): void => {}

  function armFence(): void {
    cancelFence()
    const fencing = (): void => turns.take((ended) => writeFence(ended))
    if (!closed && current.last().k === 'put') {
      cancelFence = parts.engine.after(IDLE_FENCE_MS, () => (turns.idle() ? fencing() : undefined))
    }
  }

  /** Its failure kills the queue; the next append is told. Until then nothing is promised. */
  function writeFence(ended: () => void): void {
    const last = current.last()
    if (last.k === 'put') current.write([{ n: last.n + 1, d: last.n, k: 'fence' }], ended)
    else ended()
  }

  function put(batch: readonly PutRecord[], told: Told<AppendDone>): void {
    const d = current.last().n
    const lines = batch.map((record, at): LogRecord => {
      return { n: d + 1 + at, d, k: 'put', put: followers.follow(record) }
    })
    current.write(lines, (result) => {
      if (result.ok) followers.durable(batch)
      told(result)
    })
  }

  function beginNextFile(told: Told<null>): void {
    const { cluster, node, folder, format, queue, manifest, mark } = parts
    const head = headAfter({ cluster, node, prev: current.closedAs(), groups: followers.heads() })
    const plan = (): Plan<LogFile> => rotate(format, folder, head, current.open, mark)
    queue.push(logFilePath(head.file), plan, (result) => {
      if (!result.ok) return told(result)
      current = createWriter(parts, result.value)
      followers.begin(head.file)
      manifest.update((old) => ({ ...old, newest: head.file }), told)
    })
  }

  function inNextFile(batch: readonly PutRecord[], told: Told<AppendDone>): void {
    beginNextFile((result) => (result.ok ? putAll(batch, told) : told(result)))
  }

  /** A long batch goes on in the next file: each record is there whole or not at all, and that is what counts. */
  function putAll(batch: readonly PutRecord[], told: Told<AppendDone>): void {
    const room = current.room()
    if (batch.length <= room) return put(batch, told)
    put(batch.slice(0, room), (first) => {
      if (!first.ok) return told(first)
      inNextFile(batch.slice(room), (rest) => told(rest.ok ? ok(joined(first.value, rest.value)) : rest))
    })
  }

  function appendNow(batch: readonly PutRecord[], told: Told<AppendDone>): void {
    const isFull = current.room() <= 0 || current.closedAs().bytes >= parts.engine.fileLimitBytes
    if (isFull) inNextFile(batch, told)
    else putAll(batch, told)
  }

  armFence()
  return {
    pinning: () => followers.pinning(),
    forget: (replica) => followers.forget(replica),
    append(batch, done) {
      assert(!appending && !closed, 'one append at a time, and none after close')
      assert(batch.length > 0, 'an append has records')
      appending = true
      cancelFence()
      turns.take((ended) =>
        appendNow(batch, (result) => {
          appending = false
          armFence()
          done(result)
          ended()
        }),
      )
    },
    close() {
      assert(!closed, 'a log is closed once')
      closed = true
      cancelFence()
      const plan = (): Plan<null> => closeLog(current.open, parts)
      return new Promise((resolve) => {
        turns.take((ended) => writeFence(ended))
        turns.take(() => parts.queue.push(WAL, plan, () => resolve()))
      })
    },
  }
}

interface Writer {
  readonly open: LogFile
  last(): LogRecord
  /** How many records the file may still take. */
  room(): number
  /** What the next file's head says of this one. */
  closedAs(): { readonly file: number; readonly n: number; readonly bytes: number }
  write(records: readonly LogRecord[], told: Told<AppendDone>): void
}

/** One file behind its `Low`, with callbacks in place of promises. */
function createWriter({ queue, mark, engine, format }: LogStoreParts, open: LogFile): Writer {
  const { file, records } = open
  let told: Told<AppendDone> | null = null
  const adapter = open.adapter({ queue, mark, now: engine.now, written: (result) => told?.(result) })
  const low = new Low<LogRecord[]>(adapter, [...records])
  const last = (): LogRecord => {
    const record = low.data.at(-1)
    assert(record !== undefined, 'a log file has a head')
    return record
  }
  return {
    open,
    last,
    room: () => format.maxRecords - CLOSING_FENCE - low.data.length,
    closedAs: () => ({ file, n: last().n, bytes: adapter.end() + 1 }),
    write(records, whenWritten) {
      told = whenWritten
      low.data.push(...records)
      // A failure is told through `written`; the promise says nothing new.
      low.write().catch(() => null)
    },
  }
}

const joined = (first: AppendDone, rest: AppendDone): AppendDone => ({
  places: [...first.places, ...rest.places],
  bytes: first.bytes + rest.bytes,
  tookMs: first.tookMs + rest.tookMs,
})

function* closeLog(open: LogFile, { mark, lastly }: LogStoreParts): Plan<null> {
  yield* closeFile(open)
  if (mark !== null) yield* mark.close()
  return yield* lastly()
}
