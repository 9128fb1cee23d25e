// Sets the pace of the whole cluster: every node is told, and the answer says who has not confirmed yet.

import type { NodeId } from '../../shared/ids.ts'
import type { ClusterClock } from './cluster-clock.ts'
import type { Supervisor } from './supervisor.ts'
import type { TraceHub } from './trace-hub.ts'

const ACK_LIMIT_MS = 1_000

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
    [...supervisor.entries.values()].map(async ({ process, connected, state, place }) => {
      if (process === null) return null
      if (connected && state !== 'frozen')
        return (await process.ask(order, ACK_LIMIT_MS))?.ok === true ? null : place.id
      // It reads this when it starts to listen, or when it is thawed.
      process.send(order)
      return place.id
    }),
  )
  return { seq, epoch: frame.epoch, pending: confirmed.filter((node) => node !== null) }
}
