// Messages of the last moment, for the canvas only: nothing renders because of them, so motion is cheap.
// At full speed a real message takes less than a millisecond: what flies is its after-image. A reply leaves
// when the request before it has arrived, so that the order of things can be seen.

import { createStore } from 'zustand'
import type { Rpc } from '../../shared/trace-facts.ts'
import type { TraceEvent } from '../../shared/trace.ts'
import { isBackground } from '../../shared/trace.ts'

/** A message as it is drawn: `shownAt` is this page's clock when it leaves. */
export interface RecentFlight {
  readonly rpc: Rpc
  readonly shownAt: number
  /** How long it flies. */
  readonly lasts: number
}

/** How long an after-image flies, milliseconds: slow enough to follow, short enough to stay near the truth. */
export const FLIGHT_MS = 600
/** More than can be drawn at once; a burst beyond it only lowers what is shown, and is counted. */
const MAX_RECENT = 400

interface FlightsState {
  readonly recent: readonly RecentFlight[]
  /** Since the last snapshot. */
  readonly notShown: number
}

const flights = createStore<FlightsState>()(() => ({ recent: [], notShown: 0 }))

export function takeFlights(events: readonly TraceEvent[], now: number): void {
  const before = flights.getState()
  const recent = before.recent.filter(({ shownAt }) => now - shownAt < FLIGHT_MS)
  let { notShown } = before
  for (const event of events) {
    // A frame that waits does not fly; its arrival is told like any other.
    if (event.kind !== 'rpc' || event.held !== undefined || isBackground(event)) continue
    const repeated = event.dropped !== undefined && isLosing(recent, event, now)
    if (repeated || recent.length >= MAX_RECENT) notShown += 1
    else recent.push({ rpc: event, shownAt: leavesAt(recent, event, now, FLIGHT_MS), lasts: FLIGHT_MS })
  }
  if (recent.length > 0 || before.recent.length > 0) flights.setState({ recent, notShown })
}

export const resetFlights = (): void => flights.setState({ recent: [], notShown: 0 })

export const recentFlights = (): readonly RecentFlight[] => flights.getState().recent
export const flightsNotShown = (): number => flights.getState().notShown

/** A cut link loses twenty beats a second: one cross at a time says so. */
export const isLosing = (recent: readonly RecentFlight[], { from, to }: Rpc, now: number): boolean =>
  recent.some(
    ({ rpc, shownAt, lasts }) =>
      rpc.dropped !== undefined && rpc.from === from && rpc.to === to && now - shownAt < lasts,
  )

/** A reply waits one flight at most for its request: the picture must not fall behind. */
export function leavesAt(recent: readonly RecentFlight[], reply: Rpc, now: number, flightMs: number): number {
  if (!reply.type.endsWith('Resp')) return now
  const request = recent.findLast(
    ({ rpc }) => rpc.from === reply.to && rpc.to === reply.from && rpc.group === reply.group,
  )
  return request === undefined
    ? now
    : Math.min(Math.max(now, request.shownAt + request.lasts), now + flightMs)
}
