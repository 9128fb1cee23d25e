// Moving the commit index, in any role. It only ever grows (B23).

import { emit, stamp, tellConf } from './state.ts'
import type { Core } from './state.ts'
import type { Entry, LogIndex } from './types.ts'

/** True if it moved. `to` may be old. */
export function advanceCommit(core: Core, to: LogIndex): boolean {
  const from = core.commit
  if (to <= from) return false
  core.commit = to
  emit(core, { ...stamp(core), k: 'commit', from: from + 1, to })
  const { confIndex, snapIndex } = core.log
  // One that a snapshot brought was committed long ago.
  const isSettled = confIndex > Math.max(from, snapIndex) && confIndex <= to
  if (isSettled) tellConf(core, 'committed')
  if (core.role.kind === 'leader') {
    core.role.uncommittedBytes -= core.log.bytesBetween(from + 1, to)
    if (isSettled) core.role.confSettledAt = core.now
  }
  return true
}

/** Committed is not enough: what a crash of this replica could still take back is not applied (B39). */
export function takeApplicable(core: Core): readonly Entry[] {
  if (core.restoring !== null) return []
  const to = Math.min(core.commit, core.writes.durableIndex)
  if (to <= core.handedOut) return []
  const from = core.handedOut + 1
  core.handedOut = to
  return core.log.slice(from, to)
}
