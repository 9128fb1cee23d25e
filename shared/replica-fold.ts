// The part of the fold that is Raft: what each replica says of itself becomes what a viewer knows of it.

import { unreachable } from './assert.ts'
import type { ClusterView, GroupView, ReplicaView } from './cluster-view.ts'
import type { GroupName, LogIndex, NodeId } from './ids.ts'
import type { LogCell } from './trace-facts.ts'
import { addLabels, withLabels, withOffsets } from './labels.ts'
import { MAX_CELLS } from './trace-facts.ts'
import type { TraceEvent, TraceEventOf } from './trace.ts'
import type { RaftTrace } from './trace-raft.ts'

type RaftEvent = Extract<TraceEvent, RaftTrace>

export function foldReplica(view: ClusterView, event: RaftEvent): ClusterView {
  switch (event.kind) {
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
    case 'snapshot':
      return foldSnapshot(view, event)
    case 'membership':
      return foldMembership(view, event)
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
    case 'leader':
    case 'quorumLost':
      return view
    default:
      return unreachable(event)
  }
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
    snapIndex: event.snapIndex ?? 0,
    firstIndex: event.firstIndex ?? 1,
    installing: null,
    conf: { index: event.confIndex ?? 0, voters: event.voters, learners: event.learners ?? [] },
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
    learners: event.learners ?? [],
    replicas: { ...before?.replicas, [event.node]: replica },
    leaderlessSince: before?.leaderlessSince ?? event.at,
    labels: addLabels(before?.labels ?? [], event.cells),
    offsets: before?.offsets ?? [],
  }
  return withGroup(view, followConf(group, event.node))
}

const withGroup = (view: ClusterView, group: GroupView): ClusterView => ({
  ...view,
  groups: { ...view.groups, [group.name]: group },
})

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
  return withOffsets(withLabels(applied, event.group, labelled), event.group, event.labels)
}

/** Entries before the first kept one live in the snapshot only. */
const dropBefore = (first: LogIndex, cells: readonly LogCell[]): readonly LogCell[] =>
  cells.filter((cell) => cell.index >= first)

function foldSnapshot(view: ClusterView, event: TraceEventOf<'snapshot'>): ClusterView {
  return withReplica(view, event.group, event.node, (replica) => {
    switch (event.what) {
      case 'taken':
        return { ...replica, snapIndex: event.index }
      case 'compacted':
        return { ...replica, firstIndex: event.index + 1, cells: dropBefore(event.index + 1, replica.cells) }
      case 'installing':
        return { ...replica, installing: { done: event.done ?? 0, total: event.total ?? 0 } }
      case 'installed':
        return installed(replica, event.index)
      case 'offered':
        return replica
      default:
        return unreachable(event.what)
    }
  })
}

/** The snapshot stands for everything up to `index`; entries beyond it stay as they were (Raft section 7). */
const installed = (replica: ReplicaView, index: LogIndex): ReplicaView => ({
  ...replica,
  snapIndex: index,
  firstIndex: index + 1,
  installing: null,
  cells: dropBefore(index + 1, replica.cells),
  lastIndex: Math.max(index, replica.lastIndex),
  commitIndex: Math.max(index, replica.commitIndex),
  appliedIndex: Math.max(index, replica.appliedIndex),
  durableIndex: Math.max(index, replica.durableIndex),
})

function foldMembership(view: ClusterView, event: TraceEventOf<'membership'>): ClusterView {
  const { index, voters, learners } = event
  const told =
    event.what === 'proposed'
      ? view
      : withReplica(view, event.group, event.node, (replica) => ({
          ...replica,
          conf: { index, voters, learners },
        }))
  const group = told.groups[event.group]
  if (group === undefined) return told
  const followed = followConf(group, event.node)
  return withGroup(told, event.what === 'committed' ? withoutRemoved(followed, index) : followed)
}

/**
 * The group goes by the newest configuration that any replica has in its log. Where several are as new, the
 * replica that spoke last is believed, and a configuration that was rolled back everywhere is forgotten.
 */
function followConf(group: GroupView, speaker: NodeId): GroupView {
  let newest = group.replicas[speaker]?.conf
  if (newest === undefined) return group
  for (const { conf } of Object.values(group.replicas)) if (conf.index > newest.index) newest = conf
  const { voters, learners } = newest
  const replicas = Object.fromEntries(
    Object.entries(group.replicas).map(([node, replica]) => {
      const voter = voters.includes(node)
      return [node, voter === replica.voter ? replica : { ...replica, voter }]
    }),
  )
  return { ...group, voters, learners, replicas }
}

/** Only a committed removal is final: until then the replica may be a member again. */
function withoutRemoved(group: GroupView, index: LogIndex): GroupView {
  const members = [...group.voters, ...group.learners]
  const stays = ({ node, conf }: ReplicaView): boolean => conf.index > index || members.includes(node)
  const replicas = Object.fromEntries(Object.entries(group.replicas).filter(([, replica]) => stays(replica)))
  return { ...group, replicas }
}
