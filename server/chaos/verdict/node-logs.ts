// The nodes' own files, read when all have ended: what each replica holds at each index, up to what it knows
// committed. Two replicas that differ anywhere there have diverged. It reads the files as the documentation
// describes them, not with the code that wrote them.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { GroupId, LogIndex, NodeId, ReplicaId } from '../../../shared/ids.ts'

const place = { index: z.number(), term: z.number() }
const recordSchema = z.looseObject({
  k: z.string(),
  g: z.number().optional(),
  rep: z.number().optional(),
  commit: z.number().optional(),
  cut: z.number().nullish(),
  app: z.array(z.looseObject(place)).optional(),
  snap: z.looseObject({ ...place, crc: z.string() }).nullish(),
})
type LogRecord = z.infer<typeof recordSchema>
const lineSchema = z.object({ r: recordSchema })
const documentSchema = z.object({ data: z.array(recordSchema) })

export interface NodeLog {
  readonly node: NodeId
  readonly group: GroupId
  /** Another incarnation has another log. */
  readonly replica: ReplicaId
  /** Of each entry: its term, and its content shortened. */
  readonly entries: Map<LogIndex, string>
  /** Of each snapshot: its checksum. */
  readonly snapshots: Map<LogIndex, string>
  commit: LogIndex
}

export function readNodeLogs(data: string, node: NodeId): readonly NodeLog[] {
  const folder = join(data, node, 'wal')
  if (!existsSync(folder)) return []
  const logs = new Map<string, NodeLog>()
  for (const file of readdirSync(folder).sort())
    if (file.endsWith('.json'))
      for (const record of recordsIn(readFileSync(join(folder, file), 'utf8'))) note(logs, node, record)
  return [...logs.values()]
}

/** Lines, or with the rewrite engine one document, which is never torn. */
export function recordsIn(text: string): readonly LogRecord[] {
  if (text.startsWith('{')) return documentSchema.parse(JSON.parse(text)).data
  return text.split('\n').flatMap((line) => recordOf(line) ?? [])
}

/** One line, one record. Null: the bracket at the end, or the torn line of a process that was killed. */
function recordOf(line: string): LogRecord | null {
  const value = jsonOf(line.slice(1))
  return value === undefined ? null : lineSchema.parse(value).r
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function note(logs: Map<string, NodeLog>, node: NodeId, record: LogRecord): void {
  const { g: group, rep: replica = 0, cut, app = [], snap, commit = 0 } = record
  if (record.k !== 'put' || group === undefined) return
  const key = `${group}/${replica}`
  const log = logs.get(key) ?? newLog(node, group, replica)
  logs.set(key, log)
  if (snap !== null && snap !== undefined) {
    // It came from a leader, and the log did not hold what it stands for: then all of the log went.
    if (log.entries.get(snap.index)?.startsWith(`${snap.term}:`) !== true) log.entries.clear()
    log.snapshots.set(snap.index, snap.crc)
  }
  if (cut !== null && cut !== undefined)
    for (const index of log.entries.keys()) if (index >= cut) log.entries.delete(index)
  for (const entry of app) log.entries.set(entry.index, `${entry.term}:${digestOf(entry)}`)
  log.commit = Math.max(log.commit, commit)
}

const newLog = (node: NodeId, group: GroupId, replica: ReplicaId): NodeLog => ({
  node,
  group,
  replica,
  entries: new Map(),
  snapshots: new Map(),
  commit: 0,
})

const digestOf = (entry: unknown): string =>
  createHash('sha1').update(JSON.stringify(entry, inOrder)).digest('base64').slice(0, DIGEST_LENGTH)

/** A configuration read from a frame has its fields in another order than one just made. */
const inOrder = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** 60 bits: no clash among all entries of a long run. */
const DIGEST_LENGTH = 10

export function compareLogs(logs: readonly NodeLog[]): readonly string[] {
  const findings: string[] = logs.length === 0 ? ['no log was found'] : []
  const groups = new Set(logs.map(({ group }) => group))
  for (const group of groups) {
    const own = logs.filter((log) => log.group === group)
    findings.push(
      ...differences(own, 'entry', (log) => [...log.entries].filter(([index]) => index <= log.commit)),
      ...differences(own, 'snapshot', ({ snapshots }) => [...snapshots]),
    )
  }
  return findings
}

function differences(
  logs: readonly NodeLog[],
  what: string,
  facts: (log: NodeLog) => readonly (readonly [LogIndex, string])[],
): readonly string[] {
  const first = new Map<LogIndex, { readonly digest: string; readonly node: NodeId }>()
  return logs.flatMap((log) =>
    facts(log).flatMap(([index, digest]) => {
      const other = first.get(index)
      if (other === undefined) first.set(index, { digest, node: log.node })
      if (other === undefined || other.digest === digest) return []
      return [`group ${log.group}: ${what} ${index} at ${log.node} is not the one at ${other.node}`]
    }),
  )
}
