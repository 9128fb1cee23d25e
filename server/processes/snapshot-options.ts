// How often a node takes snapshots, when it was told: seldom in earnest, often in a lesson and in a test.

import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import type { HostOptions } from '../host/host-options.ts'
import { SNAPSHOT_LIMITS } from '../host/limits.ts'
import { createRaft } from '../raft/core.ts'
import { MARGIN_ENTRIES } from '../raft/limits.ts'

/** Kept in memory behind a snapshot, as a part of what lies between two: as with the usual numbers. */
const MARGIN_PART = 4

export function snapshotOptions({
  snapshotEvery,
}: NodeConfig): Pick<HostOptions, 'snapshots' | 'createCore'> {
  if (snapshotEvery === undefined) return {}
  const marginEntries = Math.min(MARGIN_ENTRIES, Math.ceil(snapshotEvery / MARGIN_PART))
  return {
    snapshots: { ...SNAPSHOT_LIMITS, entries: snapshotEvery },
    createCore: (options, boot) => createRaft({ ...options, marginEntries }, boot),
  }
}
