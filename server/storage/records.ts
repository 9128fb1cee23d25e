// What one line of the shared log holds: in memory (LogRecord) and, as a schema, on disk.
// The schema is strict: a line with a right CRC and another shape was written by another version, and a
// node must not act on half of what it read.

import * as z from 'zod'
import type { GroupId, Json, LogIndex, NodeId, ReplicaId, Term } from '../../shared/ids.ts'
import type { Entry, SnapMeta } from '../raft/types.ts'
import type { PutRecord } from './port.ts'

/** Where a replica's log stood when a file was begun; connects its indexes across files (B47). */
export interface HeadGroup {
  readonly g: GroupId
  readonly rep: ReplicaId
  readonly term: Term
  readonly vote: ReplicaId | 0
  readonly last: readonly [LogIndex, Term]
  readonly snap: SnapMeta | null
  readonly commit: LogIndex
}

/** The file before, as it was when it was closed. */
export interface PrevFile {
  readonly file: number
  readonly n: number
  readonly bytes: number
}

interface Numbered {
  /** Number of the record in the node's log, consecutive over files and lives. */
  readonly n: number
  /** The highest `n` known durable when this record was written. */
  readonly d: number
}

export interface HeadRecord extends Numbered {
  readonly k: 'head'
  readonly v: 1
  readonly file: number
  readonly cluster: string
  readonly node: NodeId
  readonly prev: PrevFile | null
  readonly groups: readonly HeadGroup[]
}

export interface PutLine extends Numbered {
  readonly k: 'put'
  readonly put: PutRecord
}

/** Says only by its `d` that everything before it is durable. */
export interface FenceRecord extends Numbered {
  readonly k: 'fence'
}

export type LogRecord = HeadRecord | PutLine | FenceRecord

const whole = z.int().min(0)
const ids = z.array(whole)
export const configSchema = z.strictObject({
  voters: ids,
  outgoing: ids,
  learners: ids,
  nodes: z.exactOptional(z.array(z.strictObject({ replica: whole, node: z.string() }))),
})
const snapSchema = z.strictObject({
  index: whole,
  term: whole,
  conf: configSchema,
  bytes: whole,
  crc: z.string(),
})

/** It came out of JSON.parse, so only its absence can be wrong. Walking it again costs a third of recovery. */
const anyJson = z.custom<Json>((value) => value !== undefined)
const place = { index: whole, term: whole }
const entrySchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...place, kind: z.literal('noop') }),
  z.strictObject({ ...place, kind: z.literal('cmd'), bytes: whole, data: anyJson }),
  z.strictObject({ ...place, kind: z.literal('conf'), conf: configSchema }),
])

const numbered = { n: z.int().min(1), d: whole }
export const recordSchema = z.discriminatedUnion('k', [
  z.strictObject({
    ...numbered,
    k: z.literal('put'),
    g: whole,
    rep: whole,
    s: whole,
    commit: whole,
    hard: z.strictObject({ term: whole, vote: whole }).optional(),
    cut: whole.optional(),
    app: z.array(entrySchema).optional(),
    snap: snapSchema.optional(),
  }),
  z.strictObject({ ...numbered, k: z.literal('fence') }),
  z.strictObject({
    ...numbered,
    k: z.literal('head'),
    v: z.literal(1),
    file: z.int().min(1),
    cluster: z.string(),
    node: z.string(),
    prev: z.strictObject({ file: whole, n: whole, bytes: whole }).nullable(),
    groups: z.array(
      z.strictObject({
        g: whole,
        rep: whole,
        term: whole,
        vote: whole,
        last: z.tuple([whole, whole]),
        snap: snapSchema.nullable(),
        commit: whole,
      }),
    ),
  }),
])

type DiskRecord = z.infer<typeof recordSchema>
type DiskEntry = z.infer<typeof entrySchema>

/** From the shape on disk to the one in memory. */
export function recordOf(disk: DiskRecord): LogRecord {
  if (disk.k !== 'put') return disk
  const persist = {
    seq: disk.s,
    hard: disk.hard ?? null,
    truncateFrom: disk.cut ?? null,
    append: (disk.app ?? []).map(entryOf),
    snap: disk.snap ?? null,
  }
  const put = { group: disk.g, replica: disk.rep, commit: disk.commit, persist }
  return { n: disk.n, d: disk.d, k: 'put', put }
}

/** Command text was made by JSON.stringify; parsing and stringifying it again gives the same bytes. */
function entryOf(entry: DiskEntry): Entry {
  return entry.kind === 'cmd' ? { ...entry, data: JSON.stringify(entry.data) } : entry
}
