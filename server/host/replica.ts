// One replica of this node as the host keeps it: who it is, its machine, where its fellows live, and what
// its core said of itself after its last step. Only the cycle steps the core; this is a copy to read (B30).

import type { GroupId, GroupName, LogIndex, NodeId, ReplicaId } from '../../shared/ids.ts'
import type { ReplicaRecord } from '../storage/port.ts'
import type { Machine } from '../machines/machine.ts'
import type { RaftView } from '../raft/types.ts'
import type { GroupSpec, GroupStatus } from './port.ts'

export interface Replica {
  readonly group: GroupId
  readonly name: GroupName
  readonly record: ReplicaRecord
  readonly machine: Machine
  readonly spec: GroupSpec
  readonly nodes: ReadonlyMap<ReplicaId, NodeId>
  view: RaftView
  /** What the machine has applied; the view follows at the end of the cycle. */
  applied: LogIndex
  ready: boolean
}

export function newReplica(spec: GroupSpec, view: RaftView): Replica {
  const { record, machine } = spec
  const nodes = new Map(record.members.map(({ replica, node }) => [replica, node]))
  return {
    group: record.group,
    name: record.name,
    record,
    machine,
    spec,
    nodes,
    view,
    applied: view.applied,
    ready: false,
  }
}

export const nodeOf = (replica: Replica, id: ReplicaId | 0): NodeId | null => replica.nodes.get(id) ?? null

/** Nodes that vote in this group, as of the active configuration. */
export const votersOf = (replica: Replica): readonly NodeId[] =>
  replica.view.conf.voters.flatMap((id) => nodeOf(replica, id) ?? [])

export const neededOf = (replica: Replica): number => Math.floor(replica.view.conf.voters.length / 2) + 1

/**
 * Voters that can be heard, this one included. A leader knows it exactly. A follower with a leader hears
 * through it, since a leader without a majority steps down; one without counts whom it heard lately.
 */
export function heardOf(replica: Replica, heardLately: (node: NodeId) => boolean): number {
  const { view } = replica
  if (view.role === 'leader') return view.heard
  const lately = view.conf.voters.filter((id) => {
    const node = nodeOf(replica, id)
    return id === view.self || (node !== null && heardLately(node))
  }).length
  return view.leader === 0 ? lately : Math.max(lately, neededOf(replica))
}

export function statusOf(replica: Replica, heardLately: (node: NodeId) => boolean): GroupStatus {
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
    heard: heardOf(replica, heardLately),
    needed: neededOf(replica),
    epoch: record.epoch,
    ready: replica.ready,
  }
}
