// Whether what a recovery found is what was durable, or that and the first records of those on their way.

import type { GroupId } from '../../../shared/ids.ts'
import type { PutRecord } from '../../storage/port.ts'
import { isSameEntry } from '../invariants/log-matching.ts'
import type { DurableReplica, ReplicaFiles } from './durable.ts'

export function withRecords(
  replica: DurableReplica,
  records: readonly PutRecord[],
  group: GroupId,
): ReplicaFiles {
  const copy = replica.copy()
  for (const record of records) if (record.group === group) copy.apply(record)
  return copy.files(0)
}

export function isSame(found: ReplicaFiles | undefined, expected: ReplicaFiles): boolean {
  if (found === undefined) return expected.hard.term === 0 && expected.log.length === 0
  if (found.hard.term !== expected.hard.term || found.hard.vote !== expected.hard.vote) return false
  if (found.snap?.index !== expected.snap?.index || found.snap?.term !== expected.snap?.term) return false
  if (found.log.length !== expected.log.length) return false
  return found.log.every((entry, at) => {
    const other = expected.log[at]
    return other !== undefined && isSameEntry(entry, other)
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
