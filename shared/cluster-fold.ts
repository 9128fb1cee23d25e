// fold(view, event): the one place where events become knowledge.

import { unreachable } from './assert.ts'
import { foldFreed, foldHeld } from './held-fold.ts'
import type { ClusterView, GroupView } from './cluster-view.ts'
import { confirmedLeader, linkKey, newLink } from './cluster-view.ts'
import type { GroupName, NodeId } from './ids.ts'
import { foldReplica } from './replica-fold.ts'
import { withoutNode } from './removed-fold.ts'
import type { TraceEvent, TraceEventOf } from './trace.ts'

export function fold(view: ClusterView, event: TraceEvent): ClusterView {
  const next = { ...foldBody(view, event), seq: event.seq, at: event.at, wallAt: event.wallAt }
  return changesLeaders(event) ? noteLeaders(next, event.at) : next
}

export const foldAll = (view: ClusterView, events: readonly TraceEvent[]): ClusterView =>
  events.reduce(fold, view)

function foldBody(view: ClusterView, event: TraceEvent): ClusterView {
  switch (event.kind) {
    case 'process':
      return foldProcess(view, event)
    case 'replica':
    case 'role':
    case 'term':
    case 'vote':
    case 'append':
    case 'durable':
    case 'commit':
    case 'apply':
    case 'snapshot':
    case 'membership':
    case 'progress':
    case 'timers':
    case 'leader':
    case 'quorumLost':
      return foldReplica(event.kind === 'replica' ? withLoss(view, event.node, null) : view, event)
    case 'traffic':
      return foldTraffic(view, event)
    case 'link': {
      const key = linkKey(event.from, event.to)
      const link = view.links[key] ?? newLink(event.from, event.to)
      return { ...view, links: { ...view.links, [key]: { ...link, state: event.state, rule: event.rule } } }
    }
    case 'fault':
      return foldFault(view, event)
    case 'clock':
      return { ...view, clock: { epoch: event.epoch, rate: event.rate } }
    case 'health': {
      const node = view.nodes[event.node]
      return node === undefined
        ? view
        : {
            ...view,
            nodes: { ...view.nodes, [event.node]: { ...node, health: event, heardAt: event.wallAt } },
          }
    }
    case 'balances':
      return foldBalances(view, event)
    case 'stored':
      return {
        ...view,
        stored: { ...view.stored, [event.group]: { ...view.stored[event.group], [event.node]: event.last } },
      }
    case 'directory':
      if (event.version < view.topicsVersion) return view
      return { ...view, topics: event.topics, topicsVersion: event.version }
    case 'ready':
      return { ...view, ready: event.ready }
    case 'invariant':
      return foldInvariant(view, event)
    case 'rpc':
      return event.held === undefined ? view : foldHeld(view, event, event.held)
    case 'freed':
      return foldFreed(view, event)
    case 'lesson': {
      const { name, step, steps, words, commands, outcome } = event
      return { ...view, lesson: { name, step, steps, words, commands, outcome } }
    }
    case 'lost':
      return withLoss(view, event.node, event.wallAt)
    case 'disk':
    case 'atm':
    case 'queue':
      return view
    default:
      return unreachable(event)
  }
}

/** From the loss until the node tells its replicas anew, what is shown of it is what was known last. */
function withLoss(view: ClusterView, name: NodeId, lostAt: number | null): ClusterView {
  const node = view.nodes[name]
  if (node === undefined || node.lostAt === lostAt) return view
  return { ...view, nodes: { ...view.nodes, [name]: { ...node, lostAt } } }
}

function foldProcess(view: ClusterView, event: TraceEventOf<'process'>): ClusterView {
  if (event.what === 'removed') return withoutNode(view, event.node)
  const before = view.nodes[event.node]
  const node = {
    id: event.node,
    role: event.role,
    state: event.state,
    reason: event.reason ?? null,
    pid: event.pid,
    httpPort: event.httpPort,
    raftPort: event.raftPort,
    since: before?.state === event.state ? before.since : event.at,
    starts: event.starts,
    lastExit: event.lastExit,
    lastLine: event.lastLine ?? null,
    health: event.what === 'exited' ? null : (before?.health ?? null),
    dataDir: event.dataDir ?? before?.dataDir ?? null,
    heardAt: event.wallAt,
    lostAt: event.what === 'exited' ? null : (before?.lostAt ?? null),
  }
  return { ...view, nodes: { ...view.nodes, [event.node]: node } }
}

function foldTraffic(view: ClusterView, event: TraceEventOf<'traffic'>): ClusterView {
  const links = { ...view.links }
  for (const { to, frames, bytes, dropped } of event.links) {
    const key = linkKey(event.node, to)
    const link = links[key] ?? newLink(event.node, to)
    const perSecond = 1000 / Math.max(1, event.overMs)
    links[key] = {
      ...link,
      framesPerSecond: frames * perSecond,
      bytesPerSecond: bytes * perSecond,
      dropped: link.dropped + dropped,
    }
  }
  return { ...view, links }
}

function foldFault(view: ClusterView, event: TraceEventOf<'fault'>): ClusterView {
  const others = view.faults.filter((fault) => fault.id !== event.id)
  if (event.state !== 'begun')
    return others.length === view.faults.length ? view : { ...view, faults: others }
  const { id, by, text, fault, undo, at } = event
  return { ...view, faults: [...others, { id, by, text, fault, undo, at }] }
}

function foldBalances(view: ClusterView, event: TraceEventOf<'balances'>): ClusterView {
  const before = event.full ? {} : view.banks[event.node]?.balances
  const bank = { applied: event.applied, balances: { ...before, ...event.balances }, totals: event.totals }
  return { ...view, banks: { ...view.banks, [event.node]: bank } }
}

function foldInvariant(view: ClusterView, event: TraceEventOf<'invariant'>): ClusterView {
  const before = view.invariants[event.name]
  const found = {
    ok: event.ok,
    checked: event.checked,
    evidence: event.evidence ?? null,
    brokenAt: event.ok ? null : (before?.brokenAt ?? event.at),
  }
  return { ...view, invariants: { ...view.invariants, [event.name]: found } }
}

const changesLeaders = (event: TraceEvent): boolean =>
  event.kind === 'process' ||
  event.kind === 'replica' ||
  event.kind === 'role' ||
  event.kind === 'term' ||
  event.kind === 'progress' ||
  event.kind === 'link'

/** Starts and stops the count of time without a confirmed leader. */
function noteLeaders(view: ClusterView, at: number): ClusterView {
  let groups: Record<GroupName, GroupView> | null = null
  for (const group of Object.values(view.groups)) {
    const led = confirmedLeader(view, group) !== null
    if (led === (group.leaderlessSince === null)) continue
    groups ??= { ...view.groups }
    groups[group.name] = { ...group, leaderlessSince: led ? null : at }
  }
  return groups === null ? view : { ...view, groups }
}
