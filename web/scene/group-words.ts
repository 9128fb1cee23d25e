// What is true of a group now, in a few words: the heads of the group picture, of the wall and of the list.

import type { ClusterView, GroupView } from '../../shared/cluster-view.ts'
import { confirmedLeader, votersUp } from '../../shared/cluster-view.ts'
import type { GroupName } from '../../shared/ids.ts'

const FIRST_GROUPS: readonly GroupName[] = ['managers', 'atm']

/** Managers, ATMs, then the partitions by name and number: the same order everywhere. */
export const compareGroups = (a: GroupName, b: GroupName): number =>
  rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true })

function rank(group: GroupName): number {
  const place = FIRST_GROUPS.indexOf(group)
  return place < 0 ? FIRST_GROUPS.length : place
}

/** `1.2 s`: tenths, since a whole election is over in one. */
export const seconds = (ms: number): string => `${(Math.max(0, ms) / 1_000).toFixed(1)} s`

export const leaderless = (ms: number | null): string =>
  ms === null ? 'no leader' : `no leader for ${seconds(ms)}`

export function leaderWords(view: ClusterView, group: GroupView): string {
  const leader = confirmedLeader(view, group)
  if (leader !== null) return `${leader.node} leads, term ${leader.term}`
  // The time of a lesson is its readers': nobody waited so long.
  if (group.leaderlessSince === null || view.lesson !== null) return leaderless(null)
  return leaderless(view.at - group.leaderlessSince)
}

export const votersWords = (view: ClusterView, group: GroupView): string =>
  `${votersUp(view, group)} of ${group.voters.length} up`
