// What a node has lost whose newest log file was put back to an older one, and who must notice it: the leader that
// was told of those entries, as long as it leads (B32).

import type { GroupId } from '../../../shared/ids.ts'
import type { ClusterState } from '../control.ts'
import { recordsIn } from './node-logs.ts'

type Group = Pick<ClusterState['groups'][number], 'id' | 'term'>

/** Whose entries are in the newest text only. Both are of one file, which only grows. */
export function groupsThatLost(saved: string, newest: string): readonly GroupId[] {
  const groups = recordsIn(newest)
    .slice(recordsIn(saved).length)
    .flatMap(({ k, g, app = [] }) => (k === 'put' && g !== undefined && app.length > 0 ? [g] : []))
  return [...new Set(groups)]
}

/** Those of them that had one leader all the time: elections of other groups excuse nothing. */
export function countedOnStill(
  lost: readonly GroupId[],
  before: readonly Group[],
  after: readonly Group[],
): readonly GroupId[] {
  const termIn = (groups: readonly Group[], group: GroupId) => groups.find(({ id }) => id === group)?.term
  return lost.filter((group) => {
    const term = termIn(before, group)
    return term !== undefined && term === termIn(after, group)
  })
}
