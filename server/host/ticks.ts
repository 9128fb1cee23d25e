// Ticks are the only unit of time inside the cores. They are counted from a fixed origin, zero of cluster
// time, so they neither drift nor bunch (B75). All groups of a node tick together on one grid with a random
// phase of its own: their heartbeats then fold into one frame. Frames that arrive take the ticks due with
// them, so an idle node need only wake once per heartbeat, not once per tick.

import type { ClusterClock } from './clock.ts'

export interface Ticks {
  /** How many ticks to feed now; null: a stall lies behind us, ask again after one more turn (B76). */
  take(): number | null
  /** Calls `onDue` whenever as many ticks as may be fed at once are due, until stopped. */
  start(onDue: () => void): void
  stop(): void
}

export interface TickOptions {
  readonly clock: ClusterClock
  readonly tickMs: number
  /** Cluster milliseconds in [0, tickMs). */
  readonly phase: number
  /** Ticks fed at once, at most. */
  readonly cap: number
  /** A gap above this many ticks is a stall: frames that arrived in it are read before time goes on. */
  readonly stall: number
}

export function createTicks({ clock, tickMs, phase, cap, stall }: TickOptions): Ticks {
  const passed = (): number => Math.floor((clock.now() - phase) / tickMs)
  let done = passed()
  let socketsRead = false
  let cancel: (() => void) | null = null

  const arm = (onDue: () => void): void => {
    // Counted from now, not from `done`: what a stall swallowed does not ring.
    const next = (Math.floor(passed() / cap) + 1) * cap
    cancel = clock.at(next * tickMs + phase, () => {
      arm(onDue)
      onDue()
    })
  }

  return {
    take() {
      const due = passed() - done
      if (due > stall && !socketsRead) {
        socketsRead = true
        return null
      }
      socketsRead = false
      // A negative gap is a cluster clock that was set back: go on from there.
      done += due
      return Math.max(0, Math.min(due, cap))
    },
    start: arm,
    stop() {
      cancel?.()
      cancel = null
    },
  }
}
