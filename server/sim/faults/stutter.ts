// A leader that says parts of its log again, from anywhere and as short as may be. Whatever its log bears out
// it may say (paper section 5.3): our own leaders know more and seldom do, but a follower must not rely on it
// (B19, B20).

import { committedTerm } from '../invariants/history.ts'
import type { GroupLayout } from '../layout.ts'
import type { Micros } from '../timeline.ts'
import type { Moment } from './moment.ts'

/** No leader numbers its followers with it, so the answers tell it nothing. */
const NO_SESSION = 0
const MAX_ENTRIES = 2
/** Times that it speaks between two of its beats. */
const PER_BEAT = 2

/** To one follower, which gets it as it gets everything else: late, twice, or after a cut. */
export function stutter(at: Moment): void {
  const { tick, heartbeatTicks } = at.world.options.node
  const every = Math.max(1, Math.round((tick * heartbeatTicks) / PER_BEAT))
  const { group } = at
  if (group === undefined) return
  const here = at.world.roster.here(group.group)
  const to = here[at.random.int(0, Math.max(0, here.length - 1))]?.node
  if (to === undefined) return
  const goOn = (left: Micros): void => {
    sayAgain(at, group, to)
    if (left > 0) at.after(every, () => goOn(left - every))
  }
  goOn(at.lasting())
}

function sayAgain({ world, random }: Moment, { group }: GroupLayout, to: number): void {
  const number = world.leaderOf(group)
  if (number === null || number === to) return
  const leader = world.node(number)
  const [view, target] = [leader.view(group), world.node(to).view(group)]
  if (view === null || target === null) return
  const prevIndex = random.int(view.firstIndex - 1, view.lastIndex)
  const log = leader.entries(group)
  const previous = log.find(({ index }) => index === prevIndex)
  // What the leader has compacted is committed.
  const prevTerm = previous?.term ?? committedTerm(world.observer.history(group), prevIndex)
  const count = random.int(0, MAX_ENTRIES)
  const { self: from, term, commit } = view
  world.marks.hit('append said again')
  world.network.send(number, to, {
    g: group,
    from,
    to: target.self,
    term,
    t: 'app',
    prevIndex,
    prevTerm,
    entries: log.filter(({ index }) => index > prevIndex && index <= prevIndex + count),
    commit,
    session: NO_SESSION,
  })
}
