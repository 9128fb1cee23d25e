// What every node answers about itself, locally, whether it is ready or not (queue of nodes, row one).

import type { Json, NodeId, NodeRole } from '../../shared/ids.ts'
import type { GroupStatus, Host } from '../host/port.ts'
import { success } from './answer.ts'
import type { Route } from './server.ts'

export interface NodeFacts {
  readonly node: NodeId
  readonly role: NodeRole
  readonly cluster: string
  readonly version: string
  readonly pid: number
}

const groupFacts = (group: GroupStatus): Json => ({
  group: group.group,
  name: group.name,
  replica_id: group.replicaId,
  role: group.role,
  term: group.term,
  leader: group.leader,
  last: group.last,
  commit: group.commit,
  applied: group.applied,
  heard: group.heard,
  needed: group.needed,
  voters: 2 * group.needed - 1,
})

export function commonRoutes(
  host: Host,
  facts: NodeFacts,
  ready: () => boolean,
  message: () => string,
): readonly Route[] {
  return [
    {
      methods: ['GET'],
      paths: ['/'],
      handle: async () =>
        success({ message: `This is raftroom: ${facts.node}, a ${facts.role}. See /status.` }),
    },
    {
      methods: ['GET'],
      paths: ['/status'],
      handle: async () =>
        success({ message: message(), ...facts, ready: ready(), groups: host.groups().map(groupFacts) }),
    },
    {
      methods: ['GET'],
      paths: ['/clock'],
      handle: async () =>
        success({ epoch: host.clock.epoch(), rate: host.clock.rate(), now: host.clock.now() }),
    },
  ]
}
