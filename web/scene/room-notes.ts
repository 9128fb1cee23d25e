// What a room has to say beside its title: groups of its nodes that nobody leads, and since when.

import type { ClusterView } from '../../shared/cluster-view.ts'
import type { NodeRole } from '../../shared/ids.ts'
import { HOSTS } from './group-ring.ts'
import { compareGroups, leaderless } from './group-words.ts'

/** Null while every group of the room has a leader. */
export function roomNote(view: ClusterView, role: NodeRole): string | null {
  const headless = Object.values(view.groups)
    .filter(({ kind, leaderlessSince }) => HOSTS[kind] === role && leaderlessSince !== null)
    .sort((a, b) => compareGroups(a.name, b.name))
  const [first] = headless
  if (first === undefined) return null
  const words = leaderless(view.at - (first.leaderlessSince ?? view.at))
  if (first.kind !== 'partition') return words
  return headless.length === 1 ? `${first.name}: ${words}` : `${headless.length} partitions without a leader`
}
