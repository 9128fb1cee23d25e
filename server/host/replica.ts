// One replica of this node as the host keeps it: who it is, its machine, where its fellows live, and what
// its core said of itself after its last step. Only the cycle steps the core; this is a copy to read (B30).

import type { GroupId, GroupName, LogIndex, NodeId, ReplicaId } from '../../shared/ids.ts'
import type { ReplicaRecord } from '../storage/port.ts'
import type { Machine } from '../machines/machine.ts'
import type { Config, RaftView } from '../raft/types.ts'
import { majorityOf } from '../raft/quorum.ts'
import { MAX_STRANGERS } from './limits.ts'
import type { GroupSpec, GroupStatus, MemberStatus } from './port.ts'

export interface Replica {
  readonly group: GroupId
  readonly name: GroupName
  readonly record: ReplicaRecord
  readonly machine: Machine
  readonly spec: GroupSpec
  /** Where the members of the active configuration live. */
  nodes: ReadonlyMap<ReplicaId, NodeId>
  /** Replicas outside of it that sent something: one promoted lately asks for votes before we know it (B59). */
  readonly strangers: Map<ReplicaId, NodeId>
  view: RaftView
  /** What the machine has applied; the view follows at the end of the cycle. */
  applied: LogIndex
  ready: boolean
}

export function newReplica(spec: GroupSpec, view: RaftView): Replica {
  const { record, machine } = spec
  return {
    group: record.group,
    name: record.name,
    record,
    machine,
    spec,
    nodes: nodesOf(record, view.conf),
    strangers: new Map(),
    view,
    applied: view.applied,
    ready: false,
  }
}

/** The first members are known from the order that made the replica, later ones from the configuration. */
export const nodesOf = (record: ReplicaRecord, conf: Config): ReadonlyMap<ReplicaId, NodeId> =>
  new Map([...record.members, ...(conf.nodes ?? [])].map(({ replica, node }) => [replica, node]))

export const nodeOf = (replica: Replica, id: ReplicaId | 0): NodeId | null =>
  replica.nodes.get(id) ?? replica.strangers.get(id) ?? null

/** Remembers where a message came from, so that its answer has a way back. */
export function learnStranger(replica: Replica, id: ReplicaId, node: NodeId): void {
  if (replica.nodes.has(id) || replica.strangers.get(id) === node) return
  const [oldest] = replica.strangers.keys()
  if (oldest !== undefined && replica.strangers.size >= MAX_STRANGERS) replica.strangers.delete(oldest)
  replica.strangers.set(id, node)
}

/** Another configuration is in force. Who is left out is still sent the log for a while, to learn of it (rule 26). */
export function moveIn(replica: Replica, conf: Config): void {
  const before = replica.nodes
  replica.nodes = nodesOf(replica.record, conf)
  for (const [id, node] of before) learnStranger(replica, id, node)
}

/** Nodes that vote in this group, as of the active configuration. */
export const votersOf = (replica: Replica): readonly NodeId[] =>
  replica.view.conf.voters.flatMap((id) => nodeOf(replica, id) ?? [])

export const learnersOf = (replica: Replica): readonly NodeId[] =>
  replica.view.conf.learners.flatMap((id) => nodeOf(replica, id) ?? [])

export const neededOf = (replica: Replica): number => majorityOf(replica.view.conf.voters.length)

/** How this node stands to others: heard a frame from them lately; holds a connection to them. */
export interface Hearing {
  readonly heardLately: (node: NodeId) => boolean
  readonly reaches: (node: NodeId) => boolean
}

/**
 * Voters that can be heard, this one included. A leader knows it exactly. Followers do not talk to each other
 * while they have a leader, so to them a connection counts as well; at least a majority hears that leader.
 */
export function heardOf(replica: Replica, { heardLately, reaches }: Hearing): number {
  const { view } = replica
  if (view.role === 'leader') return view.heard
  const isLed = view.leader !== 0
  const heard = view.conf.voters.filter((id) => {
    const node = nodeOf(replica, id)
    return id === view.self || (node !== null && (heardLately(node) || (isLed && reaches(node))))
  }).length
  return isLed ? Math.max(heard, neededOf(replica)) : heard
}

export function statusOf(replica: Replica, hearing: Hearing): GroupStatus {
  const { view, record } = replica
  return {
    group: replica.group,
    name: replica.name,
    replicaId: record.replica,
    role: view.role,
    term: view.term,
    leader: nodeOf(replica, view.leader),
    last: view.lastIndex,
    commit: view.commit,
    applied: replica.applied,
    heard: heardOf(replica, hearing),
    needed: neededOf(replica),
    voters: membersOf(replica, view.conf.voters),
    learners: membersOf(replica, view.conf.learners),
    epoch: record.epoch,
    ready: replica.ready,
  }
}

function membersOf(replica: Replica, ids: readonly ReplicaId[]): readonly MemberStatus[] {
  const { view } = replica
  const matchOf = (id: ReplicaId): LogIndex | null => {
    if (view.role !== 'leader') return null
    return id === view.self ? view.lastIndex : (view.progress.find(({ to }) => to === id)?.match ?? null)
  }
  return ids.flatMap((id) => {
    const node = nodeOf(replica, id)
    return node === null ? [] : [{ replica: id, node, match: matchOf(id) }]
  })
}
