// Everybody who waits for something in this host: for a change, for a read, for a transfer. Each ends with one
// answer, at the latest when its replica leaves or the node closes (B54).

import type { GroupId } from '../../shared/ids.ts'
import { createChanges } from './changes.ts'
import type { HostClock } from './port.ts'
import { createReads } from './reads.ts'
import type { Hearing, Replica } from './replica.ts'
import { createStanding, readRefused } from './settle.ts'
import type { SettleOptions } from './settle.ts'
import { createTransfers } from './transfers.ts'

export interface Waiting extends SettleOptions {
  /** The replica is here no more. */
  readonly forget: (group: GroupId) => void
  readonly close: () => void
}

export function createWaiting(
  clock: Pick<HostClock, 'after'>,
  replicas: ReadonlyMap<GroupId, Replica>,
  hearing: Hearing,
): Waiting {
  const standing = createStanding(replicas, hearing)
  const changes = createChanges(clock, (group) => standing.because(group, 'replaced'))
  const reads = createReads(clock, (group) => readRefused(standing.unable(group)))
  const transfers = createTransfers(clock)
  const kinds = [changes, reads, transfers]
  return {
    replicas,
    standing,
    changes,
    reads,
    transfers,
    forget(group) {
      for (const kind of kinds) kind.forget(group)
    },
    close() {
      for (const kind of kinds) kind.close()
    },
  }
}
