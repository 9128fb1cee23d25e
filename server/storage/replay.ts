// Folds the files of the shared log, oldest first, into what each replica had, pure. A
// hole, a foreign file or a promise that is gone makes a refusal, never a guess; the way out is always to
// come back as a new replica, because a shortened log could be a second history.

import type { ReplicaId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { Entry } from '../raft/types.ts'
import type { PutRecord, ReplayedReplica, ReplicaRecord, StorageRefusal } from './port.ts'
import type { HeadGroup, HeadRecord, LogRecord, PrevFile } from './records.ts'
import type { FileExam, LineAt } from './recovery.ts'
import type { LogReach } from './log-reach.ts'
import type { ReplicaTail } from './replica-tail.ts'
import { err, ok } from '../../shared/result.ts'
import { createReach } from './log-reach.ts'
import { marginOf } from './margin.ts'
import { logFilePath } from './names.ts'
import * as refusals from './refusals.ts'
import { createTail, freshHead } from './replica-tail.ts'

export interface ReplayOwner {
  readonly cluster: string
  readonly node: string
  /** Only the replicas that the manifest names are replayed. */
  readonly replicas: readonly ReplicaRecord[]
}

/** The newest file and everything that follows from all of them. */
export interface RecoveredLog {
  readonly file: number
  readonly end: number
  readonly lines: readonly LineAt[]
  readonly torn: boolean
  readonly lastN: number
  /** The highest record that a later one calls durable. */
  readonly fencedN: number
  readonly tails: ReadonlyMap<ReplicaId, ReplicaTail>
  /** How far each file reaches into each replica's log. */
  readonly reach: LogReach
  readonly replicas: readonly ReplayedReplica[]
}

interface Replica {
  readonly record: ReplicaRecord
  tail: ReplicaTail | null
  margin: readonly Entry[]
  log: Entry[]
}

export interface Replay {
  /** One file, in the order of numbers. `closed`: a file with a higher number exists. */
  add(file: number, bytes: Buffer, closed: boolean): StorageRefusal | null
  finish(): Result<RecoveredLog, StorageRefusal>
}

type Newest = Omit<RecoveredLog, 'tails' | 'replicas' | 'reach'>

/** What the engine that wrote a file says of its bytes. */
export type Examine = (file: number, bytes: Buffer) => FileExam

export function createReplay(owner: ReplayOwner, examine: Examine): Replay {
  const replicas = new Map(owner.replicas.map((record) => [record.replica, newReplica(record)]))
  const reach = createReach()
  let newest: Newest | null = null

  return {
    add(file, bytes, closed) {
      const exam = examine(file, bytes)
      if (exam.kind === 'damaged') return refusals.damaged(logFilePath(file), exam.offset, exam.why)
      if (closed && exam.kind === 'torn') return closedNotWhole(file, exam.end)
      const prev = newest === null ? null : { file: newest.file, n: newest.lastN, bytes: newest.end + 1 }
      const refusal = foldLines(owner, replicas, file, exam.lines, prev)
      if (refusal !== null) return refusal
      const last = exam.lines.at(-1)?.record ?? { n: 0, d: 0 }
      const torn = exam.kind === 'torn'
      reach.begin(file)
      for (const { record } of exam.lines) if (record.k === 'put') reach.note(record.put)
      newest = { file, end: exam.end, lines: exam.lines, torn, lastN: last.n, fencedN: last.d }
      return null
    },
    finish() {
      if (newest === null) return err(refusals.missing(logFilePath(1), 'the log has no file at all'))
      return finished(newest, reach, [...replicas.values()])
    },
  }
}

const newReplica = (record: ReplicaRecord): Replica => ({ record, tail: null, margin: [], log: [] })

const closedNotWhole = (file: number, end: number): StorageRefusal =>
  refusals.damaged(logFilePath(file), end, 'the file was closed whole, and it is not whole any more')

function foldLines(
  owner: ReplayOwner,
  replicas: ReadonlyMap<ReplicaId, Replica>,
  file: number,
  lines: readonly LineAt[],
  prev: PrevFile | null,
): StorageRefusal | null {
  for (const { record, offset } of lines) {
    const path = logFilePath(file)
    if (record.k === 'head') {
      const foreign = checkOwner(owner, path, record)
      if (foreign !== null) return foreign
    }
    const why = foldRecord(replicas, record, prev)
    if (why !== null) return refusals.damaged(path, offset, `record ${record.n}: ${why}`)
  }
  return null
}

function foldRecord(
  replicas: ReadonlyMap<ReplicaId, Replica>,
  record: LogRecord,
  prev: PrevFile | null,
): string | null {
  if (record.k === 'head') return foldHead(replicas, record, prev)
  if (record.k === 'fence') return null
  const replica = replicas.get(record.put.replica)
  return replica === undefined ? null : foldPut(replica, record.put)
}

function checkOwner(owner: ReplayOwner, path: string, head: HeadRecord): StorageRefusal | null {
  if (head.cluster === owner.cluster && head.node === owner.node) return null
  return refusals.foreign(
    path,
    `${head.node} of cluster ${head.cluster}`,
    `${owner.node} of ${owner.cluster}`,
  )
}

function foldHead(
  replicas: ReadonlyMap<ReplicaId, Replica>,
  head: HeadRecord,
  prev: PrevFile | null,
): string | null {
  const wrong = prev === null ? null : prevMismatch(head.prev, prev, head.n)
  if (wrong !== null) return wrong
  for (const replica of replicas.values()) {
    const { group, replica: rep } = replica.record
    const said = head.groups.find((each) => each.rep === rep) ?? freshHead(group, rep)
    // Later files only confirm; the oldest one is where a replica's known log begins.
    if (prev === null) {
      replica.tail = createTail(said)
      continue
    }
    const tail = replica.tail ?? createTail(freshHead(group, rep))
    tail.learn(said)
    if (!sameStand(said, tail.head())) {
      return `replica ${rep} of group ${group} does not stand where the files before left it`
    }
  }
  return null
}

function prevMismatch(said: PrevFile | null, prev: PrevFile, n: number): string | null {
  if (said?.file !== prev.file || said.n !== prev.n || n !== prev.n + 1) {
    return `it does not follow record ${prev.n} of file ${prev.file}`
  }
  return said.bytes === prev.bytes
    ? null
    : `file ${prev.file} was closed with ${said.bytes} bytes and has ${prev.bytes}`
}

/** The commit index is only a hint and may differ. */
const sameStand = (a: HeadGroup, b: HeadGroup): boolean => standOf(a) === standOf(b)
const standOf = (head: HeadGroup): string =>
  JSON.stringify([head.term, head.vote, head.last, head.snap?.index ?? 0])

function foldPut(replica: Replica, put: PutRecord): string | null {
  replica.tail ??= createTail(freshHead(put.group, put.replica))
  const why = replica.tail.apply(put)
  if (why !== null) return why
  const { truncateFrom, append, snap } = put.persist
  if (truncateFrom !== null) dropFrom(replica.log, truncateFrom)
  for (const entry of append) replica.log.push(entry)
  if (snap !== null) {
    const [last] = replica.tail.head().last
    replica.margin = marginOf(snap, [...replica.margin, ...replica.log])
    replica.log = replica.log.filter((entry) => entry.index > snap.index && entry.index <= last)
  }
  return null
}

function dropFrom(log: Entry[], index: number): void {
  while ((log.at(-1)?.index ?? -1) >= index) log.pop()
}

function finished(
  newest: Newest,
  reach: LogReach,
  replicas: readonly Replica[],
): Result<RecoveredLog, StorageRefusal> {
  const tails = new Map<ReplicaId, ReplicaTail>()
  const recovered: ReplayedReplica[] = []
  for (const { record, tail: known, margin, log } of replicas) {
    const tail = known ?? createTail(freshHead(record.group, record.replica))
    const { term, vote, last, snap, commit } = tail.head()
    const unknown = tail.unknownUpTo()
    const covered = snap?.index ?? 0
    if (unknown > covered) {
      const lost = `entries up to ${unknown} of ${record.name} are in no file and in no snapshot`
      return err(refusals.missing(logFilePath(newest.file), lost))
    }
    tails.set(record.replica, tail)
    // The hint may have outlived its entries: it is written with a record, not with the entries (B24).
    const lowered = Math.max(covered, Math.min(commit, last[0]))
    recovered.push({ record, hard: { term, vote }, commit: lowered, snap, margin, log })
  }
  return ok({ ...newest, tails, reach, replicas: recovered })
}
