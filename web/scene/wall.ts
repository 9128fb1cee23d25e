// All groups at once: a row for each group, a column for each process, a cell where a replica lives.

import { scaleSqrt } from 'd3-scale'
import type { ClusterView, GroupView, NodeView, ReplicaView } from '../../shared/cluster-view.ts'
import { confirmedLeader, votersUp } from '../../shared/cluster-view.ts'
import type { GroupName, LogIndex, NodeId, NodeRole, Term } from '../../shared/ids.ts'
import { NODE_ROLES } from '../../shared/ids.ts'
import type { ReplicaRole } from '../../shared/trace-facts.ts'
import { compareGroups } from './group-words.ts'
import type { Leading } from './leader-truth.ts'
import { leadingOf } from './leader-truth.ts'

export interface WallCell {
  readonly node: NodeId
  readonly role: ReplicaRole
  readonly leading: Leading
  readonly term: Term
  /** Entries behind the confirmed leader; null where nobody knows. */
  readonly lag: number | null
}

export interface WallRow {
  readonly group: GroupName
  readonly leader: NodeId | null
  /** Of the confirmed leader, else the newest that anybody reported. */
  readonly term: Term
  readonly commit: LogIndex
  /** How long the group has had no confirmed leader, cluster milliseconds; null while it has one. */
  readonly leaderlessMs: number | null
  readonly votersUp: number
  readonly voters: number
  readonly cells: ReadonlyMap<NodeId, WallCell>
  /** 0 is well; the higher, the sooner somebody should look. */
  readonly trouble: number
}

export interface WallColumn {
  readonly node: NodeView
  readonly leads: number
  readonly follows: number
  /** The first column of its kind: a line parts it from the block before. */
  readonly first: boolean
}

export interface WallBlock {
  readonly role: NodeRole
  readonly columns: readonly WallColumn[]
}

export type WallOrder = 'name' | 'trouble'

export const wallRows = (view: ClusterView, order: WallOrder): readonly WallRow[] =>
  Object.values(view.groups)
    .map((group) => rowOf(view, group))
    .sort((a, b) => (order === 'trouble' ? b.trouble - a.trouble : 0) || compareGroups(a.group, b.group))

function rowOf(view: ClusterView, group: GroupView): WallRow {
  const leader = confirmedLeader(view, group)
  const replicas = Object.values(group.replicas)
  const cells = new Map(replicas.map((replica) => [replica.node, cellOf(view, group, replica, leader)]))
  const row = {
    group: group.name,
    leader: leader?.node ?? null,
    term: leader?.term ?? Math.max(0, ...replicas.map(({ term }) => term)),
    commit: Math.max(0, ...replicas.map(({ commitIndex }) => commitIndex)),
    leaderlessMs: group.leaderlessSince === null ? null : Math.max(0, view.at - group.leaderlessSince),
    votersUp: votersUp(view, group),
    voters: group.voters.length,
    cells,
  }
  return { ...row, trouble: troubleOf(row) }
}

const cellOf = (
  view: ClusterView,
  group: GroupView,
  { node, role, term, lastIndex }: ReplicaView,
  leader: ReplicaView | null,
): WallCell => ({
  node,
  role,
  term,
  leading: leadingOf(view, group, node),
  lag: leader === null ? null : Math.max(0, leader.lastIndex - lastIndex),
})

/** In order of weight: no quorum, no leader, a leader too many, a voter down, a lag. */
function troubleOf(row: Omit<WallRow, 'trouble'>): number {
  const cells = [...row.cells.values()]
  const noQuorum = row.votersUp * 2 <= row.voters
  const stale = cells.some(({ leading }) => leading === 'believes')
  const lag = Math.max(0, ...cells.map((cell) => cell.lag ?? 0))
  return (
    (noQuorum ? 16 : 0) +
    (row.leader === null ? 8 : 0) +
    (stale ? 4 : 0) +
    (row.votersUp < row.voters ? 2 : 0) +
    lagShare(lag)
  )
}

/** A bar as long as its cell stands for this many entries or more. */
const FULL_LAG = 100
const share = scaleSqrt().domain([0, FULL_LAG]).range([0, 1]).clamp(true)

/** Square root, so that a lag of one is seen and a lag of a hundred still fits. */
export const lagShare = (lag: number): number => share(lag)

export function wallBlocks(view: ClusterView): readonly WallBlock[] {
  const nodes = Object.values(view.nodes).sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))
  return NODE_ROLES.map((role) => ({
    role,
    columns: nodes
      .filter((node) => node.role === role)
      .map((node, at) => ({ node, first: at === 0, ...dutiesOf(view, node.id) })),
  })).filter(({ columns }) => columns.length > 0)
}

function dutiesOf(view: ClusterView, node: NodeId): { readonly leads: number; readonly follows: number } {
  const hosted = Object.values(view.groups).filter((group) => group.replicas[node] !== undefined)
  const leads = hosted.filter((group) => confirmedLeader(view, group)?.node === node).length
  return { leads, follows: hosted.length - leads }
}

/** More rows than this are drawn as a window: only what is in sight is in the page. */
export const WINDOWED_FROM = 60
/** Rows drawn beyond each edge, so that a quick scroll shows no gap. */
const OVERSCAN = 8

export interface RowWindow {
  readonly from: number
  readonly to: number
}

export function rowWindow(count: number, scrolled: number, height: number, rowHeight: number): RowWindow {
  if (count <= WINDOWED_FROM) return { from: 0, to: count }
  const from = Math.max(0, Math.floor(scrolled / rowHeight) - OVERSCAN)
  const to = Math.min(count, Math.ceil((scrolled + height) / rowHeight) + OVERSCAN)
  return { from: Math.min(from, to), to }
}

const ROLES: Readonly<Record<ReplicaRole, string>> = {
  leader: 'leader',
  follower: 'follower',
  candidate: 'asks for votes',
  preCandidate: 'asks first',
}

/** The words under a mark; empty where the shape says it all. */
export function cellFoot({ leading, role, lag }: WallCell): string {
  if (leading === 'believes') return 'believes'
  if (role === 'candidate') return 'asks'
  if (role === 'preCandidate') return 'asks first'
  return lag === null || lag === 0 ? '' : `${lag} behind`
}

export function wallCellWords(group: GroupName, cell: WallCell, process: string): string {
  const { node, role, leading, term, lag } = cell
  const said = leading === 'believes' ? 'believes: leader' : ROLES[role]
  const state = process === 'running' ? '' : `, ${process}`
  const behind = lag === null || lag === 0 ? '' : `, ${lag} ${lag === 1 ? 'entry' : 'entries'} behind`
  return `${group} on ${node}${state}: ${said}, term ${term}${behind}`
}

/** One sentence over the wall: how many groups, and what is wrong with how many. */
export function wallSummary(rows: readonly WallRow[]): string {
  const leaderless = rows.filter(({ leader }) => leader === null).length
  const thin = rows.filter((row) => row.votersUp < row.voters).length
  const parts = [`${rows.length} ${rows.length === 1 ? 'group' : 'groups'}`]
  if (leaderless > 0) parts.push(`${leaderless} without a leader`)
  if (thin > 0) parts.push(`${thin} with a voter down`)
  return parts.length === 1 ? `${parts[0]}, all led and complete` : parts.join(', ')
}
