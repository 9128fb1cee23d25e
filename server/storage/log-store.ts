// The shared log of one node while it runs: batches in, places out, one write in flight (raft.md 10.3,
// 10.6). It numbers the records, begins a new file at the limit, and writes one fence when it has been
// quiet for a moment, so that damage to the last batch can be told from a torn write. An idle node
// writes nothing more.

import { Low } from 'lowdb'
import type { ReplicaId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { DiskQueue } from './disk-queue.ts'
import type { Engine } from './engine.ts'
import type { LogAdapter } from './log-adapter.ts'
import type { ManifestStore } from './manifest.ts'
import type { Plan } from './plan.ts'
import type { AppendDone, DiskError, LogStore, PutRecord } from './port.ts'
import type { LogRecord } from './records.ts'
import type { ReplicaTail } from './replica-tail.ts'
import type { BegunFile } from './rotation.ts'
import { assert } from '../../shared/assert.ts'
import { createLogAdapter } from './log-adapter.ts'
import { logFilePath, WAL } from './names.ts'
import { createTail, freshHead } from './replica-tail.ts'
import { headAfter, rotate } from './rotation.ts'
import { createTurns } from './turns.ts'

/** The log was quiet this long: the last batch gets its fence (raft.md 13). */
export const IDLE_FENCE_MS = 50

export interface OpenFile extends BegunFile {
  readonly file: number
  readonly records: readonly LogRecord[]
}

export interface LogStoreParts {
  readonly engine: Engine
  readonly queue: DiskQueue
  readonly manifest: ManifestStore
  readonly folder: string
  readonly cluster: string
  readonly node: string
  readonly newest: OpenFile
  readonly tails: ReadonlyMap<ReplicaId, ReplicaTail>
  /** Comes after the last file is closed. */
  readonly lastly: () => Plan<null>
}

type Told<T> = (result: Result<T, DiskError>) => void

export function createLogStore(parts: LogStoreParts): LogStore {
  const turns = createTurns()
  const followed = new Map(parts.tails)
  let current = createWriter(parts, parts.newest)
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
    for (const record of batch) follow(parts.manifest, followed, record)
    const d = current.last().n
    current.write(
      batch.map((put, at) => ({ n: d + 1 + at, d, k: 'put', put })),
      told,
    )
  }

  function beginNextFile(told: Told<null>): void {
    const groups = [...followed.values()].map((tail) => tail.head())
    const { cluster, node } = parts
    const head = headAfter({ cluster, node, prev: current.closedAs(), groups })
    const plan = (): Plan<BegunFile> => rotate(parts.folder, head, current.handle)
    parts.queue.push(logFilePath(head.file), plan, (result) => {
      if (!result.ok) return told(result)
      current = createWriter(parts, { ...result.value, file: head.file, records: [head] })
      parts.manifest.update((old) => ({ ...old, newest: head.file }), told)
    })
  }

  function appendNow(batch: readonly PutRecord[], told: Told<AppendDone>): void {
    if (current.closedAs().bytes < parts.engine.fileLimitBytes) return put(batch, told)
    beginNextFile((result) => (result.ok ? put(batch, told) : told(result)))
  }

  armFence()
  return {
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
      const plan = (): Plan<null> => closeFile(current.handle, parts.lastly)
      return new Promise((resolve) => {
        turns.take((ended) => writeFence(ended))
        turns.take(() => parts.queue.push(WAL, plan, () => resolve()))
      })
    },
  }
}

interface Writer {
  readonly handle: number
  last(): LogRecord
  /** What the next file's head says of this one. */
  closedAs(): { readonly file: number; readonly n: number; readonly bytes: number }
  write(records: readonly LogRecord[], told: Told<AppendDone>): void
}

/** One file behind its `Low`, with callbacks in place of promises. */
function createWriter(parts: LogStoreParts, open: OpenFile): Writer {
  let told: Told<AppendDone> | null = null
  const adapter: LogAdapter = createLogAdapter({
    ...open,
    queue: parts.queue,
    folder: parts.folder,
    now: parts.engine.now,
    count: open.records.length,
    written: (result) => told?.(result),
  })
  const low = new Low<LogRecord[]>(adapter, [...open.records])
  const last = (): LogRecord => {
    const record = low.data.at(-1)
    assert(record !== undefined, 'a log file has a head')
    return record
  }
  return {
    handle: open.handle,
    last,
    closedAs: () => ({ file: open.file, n: last().n, bytes: adapter.end() + 1 }),
    write(records, whenWritten) {
      told = whenWritten
      low.data.push(...records)
      // A failure is told through `written`; the promise says nothing new.
      low.write().catch(() => null)
    },
  }
}

/** Checked before a byte is written: a hole or an unknown replica would be lost at the next start. */
function follow(manifest: ManifestStore, followed: Map<ReplicaId, ReplicaTail>, record: PutRecord): void {
  const { group, replica } = record
  let tail = followed.get(replica)
  if (tail === undefined) {
    const named = manifest.current().replicas.some((each) => each.replica === replica)
    assert(named, () => `replica ${replica} writes before the manifest names it (B17)`)
    tail = createTail(freshHead(group, replica))
    followed.set(replica, tail)
  }
  const why = tail.apply(record)
  assert(why === null, () => `a record of replica ${replica} has a hole: ${String(why)}`)
}

function* closeFile(handle: number, lastly: () => Plan<null>): Plan<null> {
  yield { op: 'close', handle }
  return yield* lastly()
}
