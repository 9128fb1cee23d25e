// What a life begins with, out of what the files held. Recovery may give entries from before the snapshot, since
// log files go later than the snapshot comes, and in a crash between the two (B51): both are accepted.

import { ConfHistory } from './conf-history.ts'
import type { LogContents } from './log.ts'
import type { Boot, Entry, SnapMeta } from './types.ts'

export function contentsOf({ snap, conf, log }: Boot): LogContents {
  if (snap === null) {
    return { base: { index: 0, term: 0 }, snap, confs: confsOf(0, conf, log), entries: log }
  }
  return { ...aroundSnapshot(snap, log), snap, confs: confsOf(snap.index, snap.conf, log) }
}

/** A log that does not hold the entry the snapshot ends with may be of another history: none of it counts (B50). */
function aroundSnapshot(snap: SnapMeta, log: readonly Entry[]): Pick<LogContents, 'base' | 'entries'> {
  const end = { index: snap.index, term: snap.term }
  const first = log[0]
  if (first === undefined || first.index === snap.index + 1) return { base: end, entries: log }
  if (log[snap.index - first.index]?.term !== snap.term) return { base: end, entries: [] }
  if (first.index === 1) return { base: { index: 0, term: 0 }, entries: log }
  // The term before the first entry is not known, so the log begins behind that one.
  return { base: { index: first.index, term: first.term }, entries: log.slice(1) }
}

function confsOf(index: number, conf: Boot['conf'], log: readonly Entry[]): ConfHistory {
  const later = log.flatMap((entry) =>
    entry.kind === 'conf' && entry.index > index ? [{ index: entry.index, conf: entry.conf }] : [],
  )
  return new ConfHistory({ index, conf }, ...later)
}
