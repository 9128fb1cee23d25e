// A small cluster for tests of panels: built by the same fold that the page uses, so no test can show a
// state that events cannot lead to.

import { NO_RULE } from '../../shared/link-rule.ts'
import { foldAll } from '../../shared/cluster-fold.ts'
import type { ClusterView } from '../../shared/cluster-view.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import type { GroupName, NodeId } from '../../shared/ids.ts'
import { roleOf } from '../../shared/ids.ts'
import type { NodeState } from '../../shared/trace-facts.ts'
import type { TraceBody, TraceBodyOf, TraceEvent } from '../../shared/trace.ts'

export const GROUPS: Readonly<Record<GroupName, readonly NodeId[]>> = {
  managers: ['manager-1', 'manager-2', 'manager-3'],
  atm: ['atm-1', 'atm-2', 'atm-3'],
  'orders/0': ['broker-1', 'broker-2', 'broker-3'],
  'orders/1': ['broker-2', 'broker-3', 'broker-4'],
}

/** The leader of each group is the first of its voters. */
const LEADERS: Readonly<Record<GroupName, NodeId>> = {
  managers: 'manager-1',
  atm: 'atm-1',
  'orders/0': 'broker-1',
  'orders/1': 'broker-2',
}

export const NODES: readonly NodeId[] = [...new Set(Object.values(GROUPS).flat())].toSorted()

const HTTP_PORT = 8400
const RAFT_PORT = 8500

export const stamped = (bodies: readonly TraceBody[], after = 0): TraceEvent[] =>
  bodies.map((body, index) => ({
    ...body,
    seq: after + index + 1,
    at: (after + index + 1) * 10,
    wallAt: (after + index + 1) * 10,
    cause: null,
  }))

export const processIs = (node: NodeId, state: NodeState): TraceBodyOf<'process'> => ({
  kind: 'process',
  node,
  what: state === 'running' ? 'ready' : state === 'frozen' ? 'frozen' : 'exited',
  state,
  role: roleOf(node),
  pid: state === 'killed' || state === 'stopped' || state === 'failed' ? null : 4000 + NODES.indexOf(node),
  httpPort: HTTP_PORT + NODES.indexOf(node),
  raftPort: RAFT_PORT + NODES.indexOf(node),
  lastExit: state === 'killed' ? { code: null, signal: 'SIGKILL' } : null,
  starts: 1,
})

function replicaOf(group: GroupName, node: NodeId, id: number): TraceBody {
  const voters = GROUPS[group] ?? []
  const leads = LEADERS[group] === node
  return {
    kind: 'replica',
    node,
    group,
    groupId: id,
    replica: voters.indexOf(node) + 1,
    voters,
    role: leads ? 'leader' : 'follower',
    term: 3,
    vote: LEADERS[group] ?? null,
    leader: LEADERS[group] ?? null,
    last: 12,
    commit: 11,
    applied: 11,
    durable: 12,
    cells: [],
  }
}

function linksOf(voters: readonly NodeId[]): TraceBody[] {
  const rule = NO_RULE
  return voters.flatMap((from) =>
    voters.flatMap((to): TraceBody[] => (from === to ? [] : [{ kind: 'link', from, to, state: 'up', rule }])),
  )
}

const STARTED: readonly TraceBody[] = [
  ...NODES.map((node) => processIs(node, 'running')),
  ...Object.entries(GROUPS).flatMap(([group, voters], index) =>
    voters.map((node) => replicaOf(group, node, index + 1)),
  ),
  ...Object.values(GROUPS).flatMap((voters) => linksOf(voters)),
]

/** Everything up and led, and then these. */
export function sampleView(...then: readonly TraceBody[]): ClusterView {
  return foldAll(EMPTY_VIEW, stamped([...STARTED, ...then]))
}

export const bankOf = (
  node: NodeId,
  applied: number,
  balances: Readonly<Record<string, number>>,
  totals: { readonly deposited: number; readonly withdrawn: number },
): TraceBody => ({
  kind: 'balances',
  node,
  group: 'atm',
  applied,
  full: true,
  balances,
  totals: { ...totals, held: totals.deposited - totals.withdrawn },
})
