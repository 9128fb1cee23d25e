// Short streams of events for tests of the checks: what three replicas of one group might say.

import type { GroupName, LogIndex, NodeId, Term } from '../ids.ts'
import type { LogCell, ReplicaFacts } from '../trace-facts.ts'
import type { TraceBody, TraceBodyOf } from '../trace.ts'
import type { InvariantReport } from './watch.ts'
import { InvariantWatch } from './watch.ts'

export const GROUP: GroupName = 'atm'
const NODES: readonly NodeId[] = ['atm-1', 'atm-2', 'atm-3']

/** What the watch reports broken when these events come one after the other. */
export function brokenBy(...bodies: readonly TraceBody[]): readonly InvariantReport[] {
  return reportsOf(...bodies).filter(({ ok }) => !ok)
}

export function reportsOf(...bodies: readonly TraceBody[]): readonly InvariantReport[] {
  const watch = new InvariantWatch()
  // Far enough apart that every event is reported on.
  return bodies.flatMap((body, at) =>
    watch.take({ seq: at + 1, at, wallAt: at * 10_000, cause: null, ...body }),
  )
}

/** Entries from `first` on, one per term given. */
export const cellsFrom = (first: LogIndex, ...terms: readonly Term[]): LogCell[] =>
  terms.map((term, at) => ({ index: first + at, term, kind: 'cmd' }))

export const facts = (node: NodeId, more: Partial<ReplicaFacts> = {}): TraceBody => {
  const cells = more.cells ?? []
  return {
    kind: 'replica',
    node,
    group: GROUP,
    groupId: 2,
    replica: 1,
    voters: NODES,
    role: 'follower',
    term: 1,
    vote: null,
    leader: null,
    last: cells.at(-1)?.index ?? 0,
    commit: 0,
    applied: 0,
    durable: 0,
    ...more,
    cells,
  }
}

export const leads = (node: NodeId, term: Term): TraceBody[] => [
  { kind: 'role', node, group: GROUP, role: 'leader', term, leader: node, why: '' },
  { kind: 'leader', node, group: GROUP, term, votes: NODES.slice(0, 2), voters: NODES },
]

export const follows = (node: NodeId, leader: NodeId, term: Term): TraceBody => ({
  kind: 'role',
  node,
  group: GROUP,
  role: 'follower',
  term,
  leader,
  why: '',
})

export const appends = (
  node: NodeId,
  term: Term,
  cells: readonly LogCell[],
  cut: LogIndex | null = null,
): TraceBody => {
  const [from, to] = [cells[0]?.index ?? 1, cells.at(-1)?.index ?? 1]
  return { kind: 'append', node, group: GROUP, term, from, to, cut, cells }
}

export const commits = (node: NodeId, term: Term, from: LogIndex, to: LogIndex): TraceBody => ({
  kind: 'commit',
  node,
  group: GROUP,
  term,
  from,
  to,
})

export const applies = (node: NodeId, index: LogIndex, label: string): TraceBody => ({
  kind: 'apply',
  node,
  group: GROUP,
  from: index,
  to: index,
  labels: [{ index, label }],
})

export const balances = (
  node: NodeId,
  applied: LogIndex,
  holds: Readonly<Record<string, number>>,
  totals: TraceBodyOf<'balances'>['totals'],
  full = true,
): TraceBody => ({ kind: 'balances', node, group: GROUP, applied, full, balances: holds, totals })

export const answered = (node: NodeId, request: string, index: LogIndex, duplicate = false): TraceBody => ({
  kind: 'atm',
  node,
  group: GROUP,
  op: 'deposit',
  text: 'deposit alice 10',
  request,
  outcome: 'ok',
  duplicate,
  index,
})

export const lost = (node: NodeId): TraceBody => ({ kind: 'lost', node, count: 3, text: `${node} lost 3` })
