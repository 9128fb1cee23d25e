// Messages of the last moment, for the canvas only: never component state, so that motion costs no render.

import type { Rpc, TraceEvent } from '../../shared/trace.ts'

/** A message as it is drawn: `shownAt` is this page's clock when it became known. */
export interface RecentFlight {
  readonly rpc: Rpc
  readonly shownAt: number
}

/** How long an after-image flies, milliseconds: slow enough to follow, short enough to stay near the truth. */
export const FLIGHT_MS = 600
/** More than can be drawn at once; a burst beyond it only lowers what is shown, and is counted. */
const MAX_RECENT = 400

let recent: RecentFlight[] = []
let notShown = 0

export function takeFlights(events: readonly TraceEvent[], now: number): void {
  recent = recent.filter(({ shownAt }) => now - shownAt < FLIGHT_MS)
  for (const event of events) {
    if (event.kind !== 'rpc' || !isShown(event)) continue
    if (recent.length < MAX_RECENT) recent.push({ rpc: event, shownAt: now })
    else notShown += 1
  }
}

export function resetFlights(): void {
  recent = []
  notShown = 0
}

export const recentFlights = (): readonly RecentFlight[] => recent
export const flightsNotShown = (): number => notShown

/** Beats are rails, not dots: twenty a second would only flicker. */
const isShown = ({ type }: Rpc): boolean => type !== 'beat' && type !== 'beatResp'
