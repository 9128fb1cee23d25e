// A bounded queue of events beside the loop. The cycle never waits for it: when the pipe to the control
// server is slow, events are dropped and counted, and once there is room again every replica's facts are
// sent anew, so the picture is right again and the loss is shown as loss.

import type { NodeId } from '../../shared/ids.ts'
import type { Uplink } from '../../shared/protocol/uplink.ts'
import type { NodeEvent, TraceBody } from '../../shared/trace.ts'
import type { ClusterClock } from './clock.ts'
import { MAX_EVENTS_PER_LINE } from './limits.ts'

/** Where events go. `false` from `events`: no room, nothing was taken; `onRoom` is called later. */
export interface TelemetrySink {
  readonly events: (message: Extract<Uplink, { t: 'events' }>) => boolean
  readonly onRoom: (fn: () => void) => void
}

export interface Telemetry {
  readonly emit: (body: TraceBody, cause: string | null) => void
  /** Hands over what waits, as far as there is room. */
  readonly flush: () => void
  /** Something waits. */
  readonly pending: () => boolean
  /** Events dropped, ever. */
  readonly lost: () => number
}

export interface TelemetryOptions {
  readonly node: NodeId
  readonly clock: ClusterClock
  readonly sink: TelemetrySink
  readonly limit: number
  /** Called when events were dropped and there is room again: emits what a viewer must know anew. */
  readonly retell: () => void
}

export function createTelemetry({ node, clock, sink, limit, retell }: TelemetryOptions): Telemetry {
  let queue: NodeEvent[] = []
  let lost = 0
  /** Dropped since the last time the loss was told. */
  let untold = 0

  const stamped = (body: TraceBody, cause: string | null): NodeEvent => ({
    at: clock.now(),
    wallAt: clock.monotonic() - clock.origin(),
    cause,
    ...body,
  })

  const emit = (body: TraceBody, cause: string | null): void => {
    if (queue.length < limit) {
      queue.push(stamped(body, cause))
      return
    }
    lost += 1
    untold += 1
  }

  const drain = (): boolean => {
    while (queue.length > 0) {
      const events = queue.slice(0, MAX_EVENTS_PER_LINE)
      if (!sink.events({ t: 'events', events, lost })) return false
      queue = queue.slice(events.length)
    }
    return true
  }

  const flush = (): void => {
    if (!drain() || untold === 0) return
    const count = untold
    untold = 0
    emit({ kind: 'lost', node, count, text: `${node} dropped ${count} events: its pipe was full` }, null)
    retell()
    drain()
  }
  sink.onRoom(flush)

  return { emit, flush, pending: () => queue.length > 0 || untold > 0, lost: () => lost }
}
