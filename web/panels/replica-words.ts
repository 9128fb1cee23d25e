// What a node is to a group, in words: what it believes, and whether that is true.

import type { ClusterView, GroupView, ReplicaView } from '../../shared/cluster-view.ts'
import { confirmedLeader } from '../../shared/cluster-view.ts'
import type { GroupName, NodeId } from '../../shared/ids.ts'
import { unreachable } from '../../shared/assert.ts'
import type { LinkState, NodeState } from '../../shared/trace-facts.ts'

export function roleWords(replica: ReplicaView, confirmed: boolean): string {
  switch (replica.role) {
    case 'leader':
      return confirmed ? 'leader' : 'believes: leader'
    case 'candidate':
      return 'candidate'
    case 'preCandidate':
      return 'asks first'
    case 'follower':
      return 'follower'
    default:
      return unreachable(replica.role)
  }
}

export const isConfirmed = (view: ClusterView, group: GroupView, node: NodeId): boolean =>
  confirmedLeader(view, group)?.node === node

/** Groups in which the node has a replica, in the order of their names. */
export const hostedBy = (view: ClusterView, node: NodeId): readonly GroupName[] =>
  Object.values(view.groups)
    .filter((group) => group.replicas[node] !== undefined)
    .map((group) => group.name)

export function stateWords(state: NodeState): string {
  switch (state) {
    case 'starting':
      return 'starting'
    case 'running':
      return 'running'
    case 'frozen':
      return 'frozen'
    case 'stopped':
      return 'stopped'
    case 'killed':
      return 'killed'
    case 'failed':
      return 'ended by itself'
    default:
      return unreachable(state)
  }
}

export function linkWords(state: LinkState): string {
  switch (state) {
    case 'up':
      return 'up'
    case 'connecting':
      return 'opening'
    case 'cut':
      return 'cut'
    case 'gone':
      return 'gone'
    default:
      return unreachable(state)
  }
}
