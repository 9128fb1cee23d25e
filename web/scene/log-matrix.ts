// The logs of one group as a table: a row for each replica, a column for each index, the same index in the
// same column everywhere. What is not known here is left open, never guessed.

import { assert } from '../../shared/assert.ts'
import { labelOf } from '../../shared/labels.ts'
import type { ClusterView, GroupView, ReplicaView } from '../../shared/cluster-view.ts'
import { confirmedLeader } from '../../shared/cluster-view.ts'
import type { LogIndex, NodeId, Term } from '../../shared/ids.ts'
import type { FollowerProgress, LogCell, NodeState, OffsetRange } from '../../shared/trace-facts.ts'
import { MAX_CELLS, hasEnded } from '../../shared/trace-facts.ts'
import type { Leading } from './leader-truth.ts'
import { leadingOf } from './leader-truth.ts'

/** How long an overwritten entry stays to be seen, cluster milliseconds. */
export const OVERWRITTEN_MS = 1_000

export interface MatrixCell {
  readonly index: LogIndex
  readonly term: Term
  readonly kind: LogCell['kind']
  readonly label: string | null
  /** This replica knows it: at or below its own commit index. */
  readonly committed: boolean
  /** On this replica's disk. */
  readonly durable: boolean
  readonly applied: boolean
}

/** An entry that stood here a moment ago and was thrown away. */
export type Overwritten = Pick<MatrixCell, 'index' | 'term' | 'kind' | 'label'>

export interface MatrixRow {
  readonly node: NodeId
  readonly process: NodeState | null
  readonly replica: ReplicaView
  readonly leading: Leading
  /** By index; an index at or below `lastIndex` that is missing is not known to this viewer. */
  readonly cells: ReadonlyMap<LogIndex, MatrixCell>
  readonly overwritten: ReadonlyMap<LogIndex, Overwritten>
  /** As the confirmed leader sees this follower; null for the leader itself, and without one. */
  readonly progress: FollowerProgress | null
}

export interface LogMatrix {
  readonly columns: readonly LogIndex[]
  /** Partitions: the messages that an entry stored, by index; null for groups that store none, as those of lessons. */
  readonly offsets: ReadonlyMap<LogIndex, OffsetRange> | null
  /** The highest index that anybody knows committed; 0 for none. */
  readonly commit: LogIndex
  readonly leader: NodeId | null
  readonly rows: readonly MatrixRow[]
}

export function logMatrix(view: ClusterView, group: GroupView): LogMatrix {
  const leader = confirmedLeader(view, group)
  const rows = ringOrder(group).map((node) => rowOf(view, group, node, leader))
  const replicas = rows.map(({ replica }) => replica)
  return {
    columns: columnsOf(rows),
    offsets: group.kind === 'partition' && view.lesson === null ? offsetsOf(group) : null,
    commit: Math.max(0, ...replicas.map(({ commitIndex }) => commitIndex)),
    leader: leader?.node ?? null,
    rows,
  }
}

const offsetsOf = ({ offsets }: GroupView): ReadonlyMap<LogIndex, OffsetRange> =>
  new Map(offsets.map(({ index, offset }) => [index, offset]))

/** By name: the place on the ring says nothing about the role, and never changes. */
export const ringOrder = (group: GroupView): readonly NodeId[] =>
  Object.keys(group.replicas).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))

function rowOf(view: ClusterView, group: GroupView, node: NodeId, leader: ReplicaView | null): MatrixRow {
  const replica = group.replicas[node]
  assert(replica !== undefined, `${group.name} has no replica on ${node}`)
  const gone = replica.cut !== null && view.at - replica.cut.at < OVERWRITTEN_MS ? replica.cut.cells : []
  const named = <Cell extends LogCell>(cell: Cell) => ({
    ...cell,
    label: cell.label ?? labelOf(group.labels, cell) ?? null,
  })
  return {
    node,
    process: view.nodes[node]?.state ?? null,
    replica,
    leading: leadingOf(view, group, node),
    cells: new Map(replica.cells.map((cell) => [cell.index, standing(named(cell), replica)])),
    overwritten: new Map(gone.map((cell) => [cell.index, named(cell)])),
    progress: leader?.progress?.followers.find((follower) => follower.node === node) ?? null,
  }
}

const standing = (cell: Overwritten, replica: ReplicaView): MatrixCell => ({
  ...cell,
  committed: cell.index <= replica.commitIndex,
  durable: cell.index <= replica.durableIndex,
  applied: cell.index <= replica.appliedIndex,
})

/** Columns that a snapshot's block takes: room for its words. */
const SNAPSHOT_COLUMNS = 3

/** From the oldest entry known here to one place beyond the newest: there is no last column. */
function columnsOf(rows: readonly MatrixRow[]): readonly LogIndex[] {
  const known = rows.flatMap(({ cells, overwritten }) => [...cells.keys(), ...overwritten.keys()])
  const ends = rows.flatMap(({ replica, progress }) => [replica.lastIndex + 1, progress?.next ?? 1])
  const end = Math.max(1, ...known, ...ends)
  const oldest = Math.min(end, ...known)
  // Where a log begins with a snapshot, its block needs a place.
  const block = rows.some(({ replica }) => replica.firstIndex >= oldest && oldest > 1) ? SNAPSHOT_COLUMNS : 0
  const begin = Math.max(1, oldest - block, end - MAX_CELLS)
  return Array.from({ length: end - begin + 1 }, (_, at) => begin + at)
}

/** Entries that live in this replica's snapshot only: they are one block, read as a whole. */
export const snapshotWords = ({ node, replica: { firstIndex, snapIndex } }: MatrixRow): string =>
  `${node}, entries 1 to ${firstIndex - 1} are no longer in the log: its snapshot, taken at entry ${snapIndex}, stands for them`

/** `7`, or `…9` for several messages up to 9; the whole range is in the tooltip. */
export const offsetLabel = ({ from, to }: OffsetRange): string => (from === to ? String(to) : `…${to}`)

export const offsetWords = ({ from, to }: OffsetRange): string =>
  from === to ? `message ${to}` : `messages ${from} to ${to}`

const KINDS = { cmd: 'command', noop: 'no-op', conf: 'configuration' } as const

const kindWords = (kind: LogCell['kind']): string => KINDS[kind]

/** What an entry is: `command “withdraw alice 30”`, `no-op`. */
export const entryWords = ({ kind, label }: Overwritten): string =>
  label === null ? kindWords(kind) : `${kindWords(kind)} “${label}”`

/** The whole cell for those who listen, and for the tooltip. */
export function cellWords(node: NodeId, cell: MatrixCell): string {
  const { index, term, committed, durable, applied } = cell
  const disk = durable ? 'on disk' : 'in memory only'
  const known = committed ? `${node} knows it is committed` : 'not known to be committed'
  return `${node}, entry ${index}, term ${term}, ${entryWords(cell)}, ${known}, ${disk}${applied ? ', applied' : ''}`
}

/** One column in one sentence: who holds which entry there, and what is true of it. */
export function columnWords({ rows, commit, offsets }: LogMatrix, index: LogIndex): string {
  const byEntry = new Map<string, { readonly cell: MatrixCell; readonly holders: string[] }>()
  for (const { node, cells } of rows) {
    const cell = cells.get(index)
    if (cell === undefined) continue
    const key = `${cell.term} ${cell.kind}`
    const known = byEntry.get(key) ?? { cell, holders: [] }
    known.holders.push(cell.durable ? node : `${node} (memory only)`)
    byEntry.set(key, known)
  }
  const entries = [...byEntry.values()].map(
    ({ cell, holders }) => `${entryWords(cell)} of term ${cell.term} on ${holders.join(', ')}`,
  )
  if (entries.length === 0) return `Entry ${index}: nobody here holds one yet`
  if (entries.length > 1) return `Entry ${index}, two different ones: ${entries.join('; ')}`
  const stored = offsets?.get(index)
  const messages = stored === undefined ? '' : `, ${offsetWords(stored)}`
  return `Entry ${index}${messages}, ${index <= commit ? 'committed' : 'not committed yet'}: ${entries.join('')}`
}

/** What the replica is now: its process first, since a dead one is nothing else. */
export function rowWords({ process, replica, leading }: MatrixRow): string {
  if (hasEnded(process)) return `${process}: as last seen`
  const role = leading === 'believes' ? 'believes: leader' : ROLES[replica.role]
  return process === 'frozen' ? `frozen, ${role}` : role
}

const ROLES = {
  leader: 'leader',
  follower: 'follower',
  candidate: 'asks for votes',
  preCandidate: 'asks first',
} as const
