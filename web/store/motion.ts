// Which messages fly in this frame, and by which clock: the page's own for the cluster as it is, the recording's
// for a recording.

import { recentFlights } from './flights.ts'
import type { RecentFlight } from './flights.ts'
import { replayedNow } from './replay.ts'
import { flightsOf } from './tape/tape-flights.ts'

export interface Motion {
  readonly flights: readonly RecentFlight[]
  readonly now: number
}

export function flightsNow(): Motion {
  const replay = replayedNow()
  if (replay === null) return { flights: recentFlights(), now: performance.now() }
  const { time, speed } = replay.playback
  return { flights: flightsOf(replay.tape.sent, time, speed), now: time }
}
