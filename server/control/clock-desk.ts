// Sets the pace of the whole cluster: every node is told, and the answer says who has not confirmed yet.

import type { NodeId } from '../../shared/ids.ts'
import type { ClusterClock } from './cluster-clock.ts'
import type { Supervisor } from './supervisor.ts'
import type { TraceHub } from './trace-hub.ts'
import { confirms } from './node-orders.ts'

export interface ClockSet {
  readonly seq: number
  readonly epoch: number
  readonly pending: readonly NodeId[]
}

export async function setClock(
  { clock, supervisor, hub }: { clock: ClusterClock; supervisor: Supervisor; hub: TraceHub },
  rate: number,
  by: string,
): Promise<ClockSet> {
  const frame = clock.setRate(rate)
  const seq = hub.emit({ kind: 'clock', epoch: frame.epoch, rate, by }, null)
  const order = { t: 'clock' as const, clock: frame }
  const confirmed = await Promise.all(
    [...supervisor.entries.values()].map(async (entry) => {
      const { process, place } = entry
      return process === null || (await confirms(entry, process, order)) ? null : place.id
    }),
  )
  return { seq, epoch: frame.epoch, pending: confirmed.filter((node) => node !== null) }
}
