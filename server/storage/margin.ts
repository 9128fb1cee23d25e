// Entries that a snapshot covers and that the log files still hold: with them a leader serves a follower that is a little
// late by appends after a restart too. Only what leads up to the snapshot's own entry counts; where the log holds another
// entry at that place, or none, what lies before it may be of another history (B50).

import type { Entry, SnapMeta } from '../raft/types.ts'

/** As much as a core keeps behind a snapshot, `server/raft/limits.ts`: more would only be in memory while a node starts. */
export const MARGIN = { entries: 1_024, bytes: 1024 * 1024 }

/** Of consecutive entries the last ones up to the snapshot. */
export function marginOf({ index, term }: SnapMeta, entries: readonly Entry[]): readonly Entry[] {
  const at = entries.findLastIndex((entry) => entry.index === index)
  if (entries[at]?.term !== term) return []
  let bytes = 0
  let from = at
  for (; from > 0 && at - from < MARGIN.entries; from -= 1) {
    const before = entries[from - 1]
    bytes += before?.kind === 'cmd' ? before.bytes : 0
    if (before?.index !== (entries[from]?.index ?? 0) - 1 || bytes > MARGIN.bytes) break
  }
  return entries.slice(from, at + 1)
}
