// Snapshots that meet a longer log. A leader compacts behind entries that a follower holds and does not know to be
// committed, or replaces some that it should never have had; the follower must keep the one tail and drop the
// other (B50). Chance alone finds the right moment in one run of hundreds, so these strikes wait for it.

import type { RaftView } from '../../raft/types.ts'
import { islands } from './cuts.ts'
import type { Moment } from './moment.ts'

/** How often a strike looks whether its moment has come, within an election timeout. */
const LOOKS_PER_TIMEOUT = 16
/** How long it waits: enough for an election behind two splits, and a snapshot. */
const MAX_TIMEOUTS = 6

/**
 * The leader is cut off with all that its clients go on sending to it. As soon as another one has committed in its
 * own term, the others compact, and then it comes back: what it holds is longer, and of another history.
 */
export function overtake(at: Moment): void {
  const { world, group } = at
  const old = at.leader()
  if (group === undefined || old === null) return
  const mend = at.cutUntilTold(islands(at.all, new Set([old])))
  let committed: number | null = null
  const isOver = (): boolean => {
    const leader = at.leader()
    const view = leader === null ? null : world.node(leader).view(group.group)
    if (view === null || leader === old || !view.ownTermCommitted) return false
    if (committed === null) {
      committed = view.commit
      for (const { node } of world.roster.here(group.group))
        if (node !== old) world.node(node).wantSnapshot(group.group)
    }
    return view.firstIndex > committed
  }
  watch(at, isOver, mend)
}

/**
 * What a follower answers is lost, so its leader does not know how far it is. While it holds entries beyond all that it
 * may have heard to be committed, it hears nothing more until the leader has committed some of them and compacted
 * there; then the leader's connection breaks, and it must begin anew at what was acknowledged, which is gone.
 */
export function lag(at: Moment): void {
  const { world, group, random } = at
  const leader = at.leader()
  if (group === undefined || leader === null) return
  const followers = world.roster.here(group.group).filter(({ node }) => node !== leader)
  const follower = followers[random.int(0, Math.max(0, followers.length - 1))]
  if (follower === undefined) return
  const { node, replica } = follower
  const mends = [at.cutUntilTold([[node, leader]])]
  let told: number | null = null
  let compactsAt: number | null = null
  const isOver = (): boolean => {
    const [leads, has] = [world.node(leader).view(group.group), world.node(node).view(group.group)]
    if (leads === null || has === null || leads.role !== 'leader') return true
    if (compactsAt !== null) return leads.firstIndex > compactsAt
    if (told === null) {
      if (!isAhead(leads, has)) return false
      told = leads.commit
      mends.push(at.cutUntilTold([[leader, node]]))
    }
    if (leads.applied <= told) return false
    compactsAt = leads.applied
    world.node(leader).wantSnapshot(group.group)
    return compactsAt >= has.lastIndex
  }
  watch(at, isOver, () => {
    for (const mend of mends) mend()
    world.node(leader).unreachable({ g: group.group, to: replica })
  })
}

/** Of the leader's own entries it holds more than are committed, and more than its leader knows it to hold. */
function isAhead({ commit, term, progress }: RaftView, { self, lastIndex, lastTerm }: RaftView): boolean {
  const match = progress.find(({ to }) => to === self)?.match ?? Infinity
  return match <= commit && commit + 1 < lastIndex && lastTerm === term
}

/** Looks until it is over, or for as long as it may take. */
function watch(at: Moment, isOver: () => boolean, end: () => void): void {
  const every = Math.max(1, Math.round(at.timeout / LOOKS_PER_TIMEOUT))
  const look = (left: number): void => {
    if (isOver() || left === 0) return end()
    at.after(every, () => look(left - 1))
  }
  look(MAX_TIMEOUTS * LOOKS_PER_TIMEOUT)
}
