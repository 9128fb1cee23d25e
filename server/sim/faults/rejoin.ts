// A member that leaves and comes back under its own id, with its own log, while the same leader is in office. The
// managers never do that, as they close whoever has left; the core allows it, and then must not take an answer of
// the first stay for one of the second (SPEC.md, rule 26; B27).

import type { GroupId, ReplicaId } from '../../../shared/ids.ts'
import { changeMembers, isAwaited, officeOf } from './operator.ts'
import type { Moment } from './moment.ts'
import type { Placed } from '../roster.ts'

/** Part of the election timeout that it stays away, at most: then mostly nobody else was elected. */
const MAX_AWAY = 1 / 2

export function rejoin(at: Moment): void {
  const office = officeOf(at)
  if (office === null) return
  const { group, view, leader } = office
  const { voters, learners } = view.conf
  const members = [...voters, ...learners].filter((id) => id !== view.self)
  const gone = members[at.random.int(0, Math.max(0, members.length - 1))]
  if (gone === undefined) return
  const placed = at.world.roster.of(gone)
  const back = { from: at.id(placed.node), to: at.id(leader.number), oneWay: true } as const
  // What it has to say comes when it is a member again; otherwise what is on the way now may do so.
  const isHeld = at.random.chance(1 / 2)
  if (isHeld) at.apply({ kind: 'hold', ...back })
  const without = (ids: readonly ReplicaId[]): readonly ReplicaId[] => ids.filter((id) => id !== gone)
  if (without(voters).length > 0)
    changeMembers(at, office, { voters: without(voters), learners: without(learners) })
  const away = Math.round(at.timeout * MAX_AWAY)
  at.after(at.random.int(1, away), () => {
    callBack(at, group.group, placed)
    if (isHeld) at.after(at.random.int(1, away), () => at.apply({ kind: 'release', ...back }))
  })
}

/** As a voter or as a learner, unless it was closed meanwhile; and until that is decided nobody closes it. */
function callBack(at: Moment, group: GroupId, placed: Placed): void {
  const office = officeOf(at)
  const { roster } = at.world
  const { replica } = placed
  if (office === null || roster.isClosed(replica) || isAwaited(at, group, replica)) return
  const { voters, learners } = office.view.conf
  if (voters.includes(replica) || learners.includes(replica)) return
  const conf = at.random.chance(1 / 2)
    ? { voters: [...voters, replica] }
    : { learners: [...learners, replica] }
  roster.recall(replica)
  const isAsked = changeMembers(at, office, conf, () => roster.decided(replica))
  if (!isAsked) roster.decided(replica)
}
