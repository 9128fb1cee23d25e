// What an operator does at random moments: changes members one at a time, hands offices over, asks for snapshots.
// It is as careless as the rules allow, and repeats nothing: whatever is left half done must be a valid group.

import type { GroupId, ReplicaId } from '../../../shared/ids.ts'
import type { Config, RaftView } from '../../raft/types.ts'
import type { GroupLayout } from '../layout.ts'
import type { SimNode } from '../node.ts'
import type { Moment } from './moment.ts'

interface Office {
  readonly group: GroupLayout
  readonly leader: SimNode
  readonly view: RaftView
}

export function officeOf(at: Moment): Office | null {
  const number = at.leader()
  if (number === null || at.group === undefined) return null
  const leader = at.world.node(number)
  const view = leader.view(at.group.group)
  return view === null || !leader.isUp ? null : { group: at.group, leader, view }
}

export function askForSnapshot(at: Moment): void {
  if (at.group !== undefined) at.world.node(at.node).wantSnapshot(at.group.group)
}

/** To any voter, caught up or not. */
export function handOver(at: Moment): void {
  const office = officeOf(at)
  if (office === null) return
  const voters = office.view.conf.voters.filter((id) => id !== office.view.self)
  const to = voters[at.random.int(0, Math.max(0, voters.length - 1))]
  if (to === undefined) return
  at.apply({ kind: 'transfer', group: office.group.name, to: at.id(at.world.roster.of(to).node) })
}

/** A fresh replica on a node that has none of the group; it begins as a learner. */
export function addLearner(at: Moment): void {
  const office = officeOf(at)
  if (office === null) return
  const { group, view } = office
  const taken = new Set(at.world.roster.here(group.group).map(({ node }) => node))
  const free = at.shuffled().find((node) => !taken.has(node) && at.world.node(node).isUp)
  if (free === undefined) return
  const placed = at.world.roster.place(group, free, view.appliedConf)
  at.world.node(free).place(placed)
  changeMembers(at, office, { learners: [...view.conf.learners, placed.replica] })
}

export function promote(at: Moment): void {
  const office = officeOf(at)
  const learner = office?.view.conf.learners[0]
  if (office === null || learner === undefined) return
  const { voters, learners } = office.view.conf
  changeMembers(at, office, {
    voters: [...voters, learner],
    learners: learners.filter((id) => id !== learner),
  })
}

/** Any member, the leader too (rule 27); never the last voter. */
export function removeMember(at: Moment): void {
  const office = officeOf(at)
  if (office === null) return
  const { voters, learners } = office.view.conf
  const [first, ...rest] = [...voters, ...learners]
  if (first === undefined) return
  const gone = at.random.pick([first, ...rest])
  const left = voters.filter((id) => id !== gone)
  if (left.length > 0)
    changeMembers(at, office, { voters: left, learners: learners.filter((id) => id !== gone) })
}

/** Whoever left by a committed change is closed: a tombstone, and its files go. */
export function closeRemoved(at: Moment): void {
  const office = officeOf(at)
  if (office === null || !office.view.ownTermCommitted || office.view.confIndex > office.view.commit) return
  const { voters, learners } = office.view.conf
  for (const placed of at.world.roster.here(office.group.group)) {
    if (voters.includes(placed.replica) || learners.includes(placed.replica)) continue
    if (isAwaited(at, office.group.group, placed.replica) || at.world.roster.isRecalled(placed.replica))
      continue
    at.world.close(placed)
  }
}

/** Placed a moment ago: the change that makes it a member may still be on its way. */
export function isAwaited({ world }: Moment, group: GroupId, replica: ReplicaId): boolean {
  const view = world.observer.history(group).replicas.get(replica)
  return view === undefined || view.applied === 0
}

/** False: it was not even asked for. Otherwise the leader's word on it is `decided`, or nobody will ever have one. */
export function changeMembers(
  at: Moment,
  { group, leader, view }: Office,
  by: Partial<Config>,
  decided: () => void = () => {},
): boolean {
  const members = { ...view.conf, ...by }
  const { roster } = at.world
  if (!at.world.atlas.isSound(members.voters.map((id) => roster.of(id).node))) return false
  const nodes = [...members.voters, ...members.learners].map((replica) => ({
    replica,
    node: roster.nodeId(replica),
  }))
  at.world.marks.hit('members changed')
  leader.changeMembers(group.group, { ...members, nodes }, decided)
  return true
}
