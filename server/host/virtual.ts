// Virtual time for tests of the host's parts: the transport's, plus turns of an event loop.

import { VirtualTimers } from '../transport/virtual-timers.ts'
import type { HostTimers } from './timers.ts'
import type { ClockFrame } from '../../shared/protocol/uplink.ts'

export class TestTimers extends VirtualTimers implements HostTimers {
  soon(fn: () => void): void {
    this.setTimer(0, fn)
  }
}

/** Cluster time equals virtual time. */
export const LIVE: ClockFrame = { epoch: 1, rate: 1, clusterBase: 0, wallBase: 0, origin: 0 }
