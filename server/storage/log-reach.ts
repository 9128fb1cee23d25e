// Which log files are still needed. A file may go when a durable snapshot covers every entry in it, of every
// replica that still lives here; the oldest goes first and the newest never, so that what is left is
// always the end of the log, without holes (B46).

import type { LogIndex, ReplicaId } from '../../shared/ids.ts'
import type { PutRecord } from './port.ts'

/** With more files than this, quiet groups are asked for a snapshot. */
export const MANY_FILES = 8

/** The newest durable snapshot of a replica; null for one that was removed and needs nothing any more. */
export type Covered = (replica: ReplicaId) => LogIndex | null

export interface LogReach {
  /** A new newest file. */
  begin(file: number): void
  /** A record of the newest file, given to the disk in the same turn. */
  note(put: PutRecord): void
  /** Replicas that still need the oldest file. */
  needing(covered: Covered): readonly ReplicaId[]
  /** Files that nobody needs, oldest first, and forgets them. */
  takeUnneeded(covered: Covered): readonly number[]
  count(): number
}

export function createReach(): LogReach {
  /** Per file, oldest first: the highest index that each replica has there and that was not cut off later. */
  const files: { readonly file: number; readonly highest: Map<ReplicaId, LogIndex> }[] = []

  const needing = (covered: Covered): readonly ReplicaId[] =>
    [...(files[0]?.highest ?? [])]
      .filter(([replica, index]) => index > (covered(replica) ?? Infinity))
      .map(([replica]) => replica)

  /**
   * What was cut off needs no file, or a group that is quiet from then on would keep its old ones for ever. The
   * record with the cut is written before any file goes: both stand in the node's one queue, and a head of before
   * is understood, since a cut may reach behind the oldest file.
   */
  const cut = (replica: ReplicaId, from: LogIndex): void => {
    for (const { highest } of files) {
      const index = highest.get(replica)
      if (index !== undefined) highest.set(replica, Math.min(index, from - 1))
    }
  }

  return {
    begin: (file) => void files.push({ file, highest: new Map() }),
    note({ replica, persist }) {
      if (persist.truncateFrom !== null) cut(replica, persist.truncateFrom)
      const index = persist.append.at(-1)?.index ?? 0
      const highest = files.at(-1)?.highest
      highest?.set(replica, Math.max(index, highest.get(replica) ?? 0))
    },
    needing,
    takeUnneeded(covered) {
      const unneeded: number[] = []
      while (files.length > 1 && needing(covered).length === 0) unneeded.push(files.shift()?.file ?? 0)
      return unneeded
    },
    count: () => files.length,
  }
}
