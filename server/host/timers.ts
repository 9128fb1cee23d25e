// Real time as the host sees it: handed in, so that tests and twins run in virtual time.

import type { Timers } from '../transport/timers.ts'
import { realTimers } from '../transport/timers.ts'

export interface HostTimers extends Timers {
  /** Calls back once, after the sockets that have something were read: one turn of the event loop. */
  soon(fn: () => void): void
}

export const nodeTimers: HostTimers = {
  ...realTimers,
  soon: (fn) => void setImmediate(fn),
}
