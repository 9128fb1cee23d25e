// One change of a group's members as the configuration that the core is asked for. A change that is true
// already gives the active members again: to have them committed once more is the honest answer to a manager
// that repeats what an earlier one had begun (B62).

import type { NodeId, ReplicaId } from '../../shared/ids.ts'
import type { Config } from '../raft/types.ts'
import type { MemberChange } from './port.ts'

/** Null: no such change can be made. `nodes` says where the present members live. */
export function confAfter(
  conf: Config,
  nodes: ReadonlyMap<ReplicaId, NodeId>,
  change: MemberChange,
): Config | null {
  const members = membersAfter(conf, change)
  if (members === null) return null
  const where = 'add' in change ? new Map([...nodes, [change.add.replica, change.add.node]]) : nodes
  const places = [...members.voters, ...members.learners].flatMap((replica) => {
    const node = where.get(replica)
    return node === undefined ? [] : [{ replica, node }]
  })
  return { ...members, outgoing: conf.outgoing, nodes: places }
}

function membersAfter(conf: Config, change: MemberChange): Pick<Config, 'voters' | 'learners'> | null {
  const { voters, learners } = conf
  if ('add' in change) {
    const { replica } = change.add
    const isMember = voters.includes(replica) || learners.includes(replica)
    return { voters, learners: isMember ? learners : [...learners, replica] }
  }
  if ('promote' in change) {
    const { promote } = change
    if (voters.includes(promote)) return { voters, learners }
    return learners.includes(promote)
      ? { voters: [...voters, promote], learners: without(learners, promote) }
      : null
  }
  const left = without(voters, change.remove)
  // A group without voters could never agree on anything again.
  return left.length === 0 ? null : { voters: left, learners: without(learners, change.remove) }
}

const without = (ids: readonly ReplicaId[], id: ReplicaId): ReplicaId[] => ids.filter((one) => one !== id)
