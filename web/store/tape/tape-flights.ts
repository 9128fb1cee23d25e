// Messages of a recording in its own time: where each is follows from the moment that is shown, so that they
// stand still with it and fly back with it. One that took long enough to be seen at this speed is drawn on its
// real way; a quicker one is an after-image, as in the live picture.

import type { Rpc } from '../../../shared/trace-facts.ts'
import { isBackground } from '../../../shared/trace.ts'
import type { TraceEvent } from '../../../shared/trace.ts'
import type { RecentFlight } from '../flights.ts'
import { FLIGHT_MS, isLosing, leavesAt } from '../flights.ts'
import { countWhile } from './sorted.ts'

/** A message as the tape has it, in milliseconds since the recording begins. */
export interface Sent {
  readonly rpc: Rpc
  readonly sentAt: number
  /** 0: it never arrived. */
  readonly lasts: number
}

/** On screen a way shorter than this cannot be followed. */
const SEEN_MS = 150
/** A frame that was held waits at its sender for most of that time: only the end of it is a way. */
const LONGEST_MS = 2_000
/** Behind one moment; more than can be drawn at once. */
const MOST = 400

/** Null: it does not fly. A frame that waits is told again when it arrives. */
export function sentOf(event: TraceEvent, begins: number): Sent | null {
  if (event.kind !== 'rpc' || event.held !== undefined) return null
  const { sentAt, receivedAt } = event
  if (receivedAt === null) return { rpc: event, sentAt: sentAt - begins, lasts: 0 }
  const lasts = Math.min(LONGEST_MS, Math.max(0, receivedAt - sentAt))
  return { rpc: event, sentAt: receivedAt - lasts - begins, lasts }
}

/** What flies at this time, when one second on screen is `speed` seconds of the recording. */
export function flightsOf(sent: readonly Sent[], time: number, speed: number): readonly RecentFlight[] {
  const image = FLIGHT_MS * speed
  // An answer may wait for its question, and so for one flight.
  const reach = Math.max(LONGEST_MS, 2 * image)
  const from = countWhile(sent, (one) => one.sentAt <= time - reach)
  const to = countWhile(sent, (one) => one.sentAt <= time)
  const flying: RecentFlight[] = []
  for (const one of sent.slice(Math.max(from, to - MOST), to)) {
    const { rpc, sentAt, lasts } = one
    if (lasts >= SEEN_MS * speed) flying.push({ rpc, shownAt: sentAt, lasts })
    else if (!isBackground(rpc) && !(rpc.dropped !== undefined && isLosing(flying, rpc, sentAt)))
      flying.push({ rpc, shownAt: leavesAt(flying, rpc, sentAt, image), lasts: image })
  }
  return flying.filter(({ shownAt, lasts }) => shownAt <= time && time < shownAt + lasts)
}
