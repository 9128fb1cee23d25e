// The view as GET /api/cluster tells it: plain lists, whose names scripts rely on. Pure.

import type { ClusterView, GroupView, InvariantView, NodeView } from '../../shared/cluster-view.ts'
import type { InvariantName } from '../../shared/invariants/names.ts'
import type { LinkRule } from '../../shared/link-rule.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { LinkState } from '../../shared/trace-facts.ts'
import type { Rights } from '../../shared/protocol/control.ts'
import type { LinkTable, Wire } from './links.ts'
import { NODE_ROLES } from '../../shared/ids.ts'
import { INVARIANTS } from '../../shared/invariants/names.ts'
import { confirmedLeader, isUp, linkKey, newestBank } from '../../shared/cluster-view.ts'
import { ruleOf } from './links.ts'

type Json = Readonly<Record<string, unknown>>

export const clusterAnswer = (view: ClusterView, links: LinkTable, rights: Rights): Json => ({
  clock: { rate: view.clock.rate, epoch: view.clock.epoch },
  ready: view.ready,
  nodes: nodesOf(view),
  groups: Object.values(view.groups)
    .sort((a, b) => a.id - b.id)
    .map((group) => groupOf(view, group)),
  links: links.wires.map((wire) => linkOf(view, wire, ruleOf(links, wire))),
  accounts: accountsOf(view),
  topics: topicsOf(view),
  faults: view.faults.map(({ id, by, text, fault, undo, at }) => ({ id, by, text, fault, undo, at })),
  invariants: INVARIANTS.map((name) => invariantOf(name, view.invariants[name])),
  rights,
})

/** One that had nothing to compare yet holds as far as anybody knows. */
const invariantOf = (name: InvariantName, found: InvariantView | undefined): Json => ({
  name,
  ok: found?.ok ?? true,
  checked: found?.checked ?? 0,
  ...(found === undefined || found.evidence === null ? {} : { evidence: found.evidence }),
})

const nodesOf = (view: ClusterView): Json[] =>
  Object.values(view.nodes)
    .sort(byRoleAndNumber)
    .map(({ id, role, state, reason, pid, httpPort, raftPort, since, ...node }) => ({
      id,
      role,
      state,
      ...(reason === null ? {} : { reason }),
      pid,
      httpPort,
      raftPort,
      since,
      lastExit: node.lastExit,
      memory: node.health === null ? null : memoryOf(node.health),
      ...(node.lastLine === null ? {} : { lastLine: node.lastLine }),
    }))

/** One that joined later stands among its own. */
const byRoleAndNumber = (a: NodeView, b: NodeView): number =>
  NODE_ROLES.indexOf(a.role) - NODE_ROLES.indexOf(b.role) || a.id.localeCompare(b.id, 'en', { numeric: true })

const memoryOf = ({ rssBytes, heapBytes }: NonNullable<NodeView['health']>): Json => ({ rssBytes, heapBytes })

function groupOf(view: ClusterView, group: GroupView): Json {
  const replicas = Object.values(group.replicas)
  const highest = (pick: (replica: (typeof replicas)[number]) => number): number =>
    Math.max(0, ...replicas.map(pick))
  return {
    id: group.id,
    name: group.name,
    kind: group.kind,
    leader: confirmedLeader(view, group)?.node ?? null,
    term: highest(({ term }) => term),
    commitIndex: highest(({ commitIndex }) => commitIndex),
    replicas: replicas.map(
      ({ node, replicaId, role, term, lastIndex, commitIndex, appliedIndex, voter }) => ({
        node,
        replicaId,
        role,
        term,
        lastIndex,
        commitIndex,
        appliedIndex,
        voter,
      }),
    ),
  }
}

/** The rule as it was ordered; the state as the sender reports it. */
const linkOf = (view: ClusterView, { from, to }: Wire, { cut, hold, ...dials }: LinkRule): Json => ({
  from,
  to,
  cut,
  ...dials,
  hold,
  held: view.links[linkKey(from, to)]?.held.length ?? 0,
  state: cut ? 'cut' : linkState(view, from, to),
})

export function linkState(view: ClusterView, from: NodeId, to: NodeId): LinkState {
  const exists = (node: NodeId): boolean => isUp(view.nodes[node]) || view.nodes[node]?.state === 'frozen'
  if (!exists(from) || !exists(to)) return 'gone'
  const state = view.links[linkKey(from, to)]?.state ?? 'connecting'
  return state === 'cut' || state === 'gone' ? 'connecting' : state
}

function accountsOf(view: ClusterView): Json[] {
  const newest = newestBank(view)
  if (newest === null) return []
  return Object.entries(newest.balances)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([account, balance]) => ({
      account,
      balance,
      at: Object.entries(view.banks).map(([node, bank]) => ({
        node,
        balance: bank.balances[account] ?? null,
        appliedIndex: bank.applied,
      })),
    }))
}

const topicsOf = (view: ClusterView): Json[] =>
  view.topics.map(({ topic, partitions }) => ({
    topic,
    partitions,
    messages: Array.from({ length: partitions }, (_, at) =>
      Math.max(0, ...Object.values(view.stored[`${topic}/${at}`] ?? {})),
    ).reduce((sum, count) => sum + count, 0),
  }))
