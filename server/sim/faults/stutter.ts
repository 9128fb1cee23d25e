// A leader that says parts of its log again, from anywhere and as short as may be. Whatever its log bears out
// it may say (paper section 5.3): our own leaders know more and seldom do, but a follower must not rely on it
// (B19, B20).

import type { GroupId } from '../../../shared/ids.ts'
import type { LogIndex, RaftView } from '../../raft/types.ts'
import { committedTerm } from '../invariants/history.ts'
import type { Micros } from '../timeline.ts'
import type { World } from '../world.ts'
import type { Moment } from './moment.ts'

/** No leader numbers its followers with it, so the answers tell it nothing. */
const NO_SESSION = 0
const MAX_ENTRIES = 2
/** Times that it speaks between two of its beats. */
const PER_BEAT = 2

/** To one follower, which gets it as it gets everything else: late, twice, or after a cut. */
export function stutter(at: Moment): void {
  const { world, group, random } = at
  if (group === undefined) return
  const { tick, heartbeatTicks } = world.options.node
  const every = Math.max(1, Math.round((tick * heartbeatTicks) / PER_BEAT))
  const here = world.roster.here(group.group)
  const to = here[random.int(0, Math.max(0, here.length - 1))]?.node
  if (to === undefined) return
  const goOn = (left: Micros): void => {
    const view = leaderOf(world, group.group)
    if (view !== null) {
      const prevIndex = random.int(view.firstIndex - 1, view.lastIndex)
      sayAgain(world, group.group, to, prevIndex, random.int(0, MAX_ENTRIES))
    }
    if (left > 0) at.after(every, () => goOn(left - every))
  }
  goOn(at.lasting())
}

/** So many entries of the leader's log behind `prevIndex`, with its commit index of now. */
export function sayAgain(world: World, g: GroupId, to: number, prevIndex: LogIndex, count: number): void {
  const [leader, view, target] = [world.leaderOf(g), leaderOf(world, g), world.node(to).view(g)]
  if (leader === null || leader === to || view === null || target === null) return
  const log = world.node(leader).entries(g)
  const previous = log.find(({ index }) => index === prevIndex)
  // What the leader has compacted is committed.
  const prevTerm = previous?.term ?? committedTerm(world.observer.history(g), prevIndex)
  const entries = log.filter(({ index }) => index > prevIndex && index <= prevIndex + count)
  const { self: from, term, commit } = view
  world.marks.hit('append said again')
  const append = { t: 'app', prevIndex, prevTerm, entries, commit, session: NO_SESSION } as const
  world.network.send(leader, to, { g, from, to: target.self, term, ...append })
}

function leaderOf(world: World, group: GroupId): RaftView | null {
  const leader = world.leaderOf(group)
  return leader === null ? null : world.node(leader).view(group)
}
