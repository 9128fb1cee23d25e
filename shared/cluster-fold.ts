// fold(view, event): the one place where events become knowledge.

import { unreachable } from './assert.ts'
import type { ClusterView, GroupView, ReplicaView } from './cluster-view.ts'
import { confirmedLeader, linkKey, newLink } from './cluster-view.ts'
import type { GroupName, LogIndex, NodeId } from './ids.ts'
import type { LogCell, TraceEvent, TraceEventOf } from './trace.ts'
import { MAX_CELLS } from './trace.ts'

/** Labels kept per group: a few screens of the log matrix. */
const MAX_LABELS = 512

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
      return foldReplicaFacts(view, event)
    case 'role':
      return withReplica(view, event.group, event.node, (replica) => ({
        ...replica,
        role: event.role,
        term: event.term,
        vote: event.term > replica.term ? null : replica.vote,
        leader: event.leader,
        ballots: event.role === 'preCandidate' || event.role === 'candidate' ? {} : replica.ballots,
        progress: event.role === 'leader' ? replica.progress : null,
      }))
    case 'term':
      return withReplica(view, event.group, event.node, (replica) => ({
        ...replica,
        term: event.term,
        vote: null,
      }))
    case 'vote':
      return foldVote(view, event)
    case 'append':
      return foldAppend(view, event)
    case 'durable':
      return withReplica(view, event.group, event.node, (replica) => ({ ...replica, durableIndex: event.to }))
    case 'commit':
      return withReplica(view, event.group, event.node, (replica) => ({ ...replica, commitIndex: event.to }))
    case 'apply':
      return foldApply(view, event)
    case 'progress':
      return withReplica(view, event.group, event.node, (replica) => ({
        ...replica,
        progress: { heard: event.heard, followers: event.followers },
      }))
    case 'timers':
      return event.timers.reduce(
        (next, { group, elapsedMs, timeoutMs }) =>
          withReplica(next, group, event.node, (replica) => ({
            ...replica,
            timer: { at: event.at, elapsedMs, timeoutMs },
          })),
        view,
      )
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
        : { ...view, nodes: { ...view.nodes, [event.node]: { ...node, health: event } } }
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
    case 'leader':
    case 'quorumLost':
    case 'rpc':
    case 'disk':
    case 'atm':
    case 'queue':
    case 'lost':
      return view
    default:
      return unreachable(event)
  }
}

function foldProcess(view: ClusterView, event: TraceEventOf<'process'>): ClusterView {
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
    health: event.what === 'exited' ? null : (before?.health ?? null),
  }
  return { ...view, nodes: { ...view.nodes, [event.node]: node } }
}

const groupKind = (name: GroupName): GroupView['kind'] => {
  if (name === 'managers') return 'managers'
  return name === 'atm' ? 'atm' : 'partition'
}

function foldReplicaFacts(view: ClusterView, event: TraceEventOf<'replica'>): ClusterView {
  const before = view.groups[event.group]
  const replica: ReplicaView = {
    node: event.node,
    replicaId: event.replica,
    role: event.role,
    term: event.term,
    vote: event.vote,
    leader: event.leader,
    lastIndex: event.last,
    commitIndex: event.commit,
    appliedIndex: event.applied,
    durableIndex: event.durable,
    voter: event.voters.includes(event.node),
    cells: event.cells,
    cut: null,
    ballots: {},
    timer: null,
    progress: null,
  }
  const group: GroupView = {
    name: event.group,
    id: event.groupId,
    kind: groupKind(event.group),
    voters: event.voters,
    replicas: { ...before?.replicas, [event.node]: replica },
    leaderlessSince: before?.leaderlessSince ?? event.at,
    labels: addLabels(before?.labels ?? {}, event.cells),
  }
  return { ...view, groups: { ...view.groups, [event.group]: group } }
}

function withReplica(
  view: ClusterView,
  name: GroupName,
  node: NodeId,
  change: (replica: ReplicaView) => ReplicaView,
): ClusterView {
  const group = view.groups[name]
  const replica = group?.replicas[node]
  if (group === undefined || replica === undefined) return view
  const replicas = { ...group.replicas, [node]: change(replica) }
  return { ...view, groups: { ...view.groups, [name]: { ...group, replicas } } }
}

function foldVote(view: ClusterView, event: TraceEventOf<'vote'>): ClusterView {
  const counted = withReplica(view, event.group, event.candidate, (replica) => ({
    ...replica,
    ballots: { ...replica.ballots, [event.node]: event.granted },
  }))
  if (event.pre || !event.granted) return counted
  return withReplica(counted, event.group, event.node, (replica) => ({ ...replica, vote: event.candidate }))
}

function foldAppend(view: ClusterView, event: TraceEventOf<'append'>): ClusterView {
  const changed = withReplica(view, event.group, event.node, (replica) => {
    const from = event.cut ?? event.from
    const kept = replica.cells.filter((cell) => cell.index < from)
    const gone = event.cut === null ? [] : replica.cells.filter((cell) => cell.index >= from)
    return {
      ...replica,
      lastIndex: event.to,
      durableIndex: Math.min(replica.durableIndex, from - 1),
      cells: [...kept, ...event.cells].slice(-MAX_CELLS),
      cut: gone.length > 0 ? { at: event.at, cells: gone } : replica.cut,
    }
  })
  return withLabels(changed, event.group, event.cells)
}

function foldApply(view: ClusterView, event: TraceEventOf<'apply'>): ClusterView {
  const applied = withReplica(view, event.group, event.node, (replica) => ({
    ...replica,
    appliedIndex: event.to,
  }))
  const cells = applied.groups[event.group]?.replicas[event.node]?.cells ?? []
  const labelled = event.labels.flatMap(({ index, label }) => {
    const cell = cells.find((one) => one.index === index)
    return cell === undefined ? [] : [{ ...cell, label }]
  })
  return withLabels(applied, event.group, labelled)
}

export const labelKey = (index: LogIndex, term: number): string => `${index}:${term}`

function addLabels(
  labels: Readonly<Record<string, string>>,
  cells: readonly LogCell[],
): Record<string, string> {
  const added: Record<string, string> = { ...labels }
  for (const { index, term, label } of cells) if (label !== undefined) added[labelKey(index, term)] = label
  const keys = Object.keys(added)
  for (const key of keys.slice(0, Math.max(0, keys.length - MAX_LABELS))) delete added[key]
  return added
}

function withLabels(view: ClusterView, name: GroupName, cells: readonly LogCell[]): ClusterView {
  const group = view.groups[name]
  if (group === undefined || !cells.some((cell) => cell.label !== undefined)) return view
  const fresh = cells.some(
    (cell) => cell.label !== undefined && group.labels[labelKey(cell.index, cell.term)] !== cell.label,
  )
  if (!fresh) return view
  return { ...view, groups: { ...view.groups, [name]: { ...group, labels: addLabels(group.labels, cells) } } }
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
