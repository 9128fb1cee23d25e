// Whether what a recovery found is what was durable, or that and the first records of those on their way.

import type { GroupId } from '../../../shared/ids.ts'
import type { Entry } from '../../raft/types.ts'
import type { PutRecord, ReplayedReplica } from '../../storage/port.ts'
import { isSameEntry } from '../invariants/log-matching.ts'
import type { DurableReplica } from './durable.ts'

export function withRecords(
  replica: DurableReplica,
  records: readonly PutRecord[],
  group: GroupId,
): DurableReplica {
  const copy = replica.copy()
  for (const record of records) if (record.group === group) copy.apply(record)
  return copy
}

type Found = Pick<ReplayedReplica, 'hard' | 'snap' | 'margin' | 'log'>

export function isSame(found: Found | undefined, replica: DurableReplica): boolean {
  const { hard, snap, log } = replica.files(0)
  if (found === undefined) return hard.term === 0 && log.length === 0
  if (found.hard.term !== hard.term || found.hard.vote !== hard.vote) return false
  if (found.snap?.index !== snap?.index || found.snap?.term !== snap?.term) return false
  return found.log.length === log.length && isEndOf(found, replica.files(Infinity).log)
}

/** How much is left up to the snapshot depends on which log files are gone; what is left must be what was written. */
function isEndOf({ margin, log }: Found, all: readonly Entry[]): boolean {
  const left = [...margin, ...log]
  const begin = all.length - left.length
  return left.every((entry, at) => {
    const written = all[begin + at]
    return written !== undefined && isSameEntry(entry, written)
  })
}

const BRACKET = Buffer.from(']')

/** How the newest log file looks that a process left behind (compare the table of torn writes). */
export function endOf(bytes: Buffer): 'whole' | 'lone comma' | 'torn' {
  if (isJson(bytes)) return 'whole'
  // The bracket was overwritten by the comma of the next record, and the new size never came.
  return isJson(Buffer.concat([bytes.subarray(0, -1), BRACKET])) ? 'lone comma' : 'torn'
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString())
    return true
  } catch {
    return false
  }
}
