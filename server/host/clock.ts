// The one cluster clock, as this process computes it from the newest frame of the control server. Cluster
// time runs `rate` times as fast as real time and stands still at rate 0. A node that loses the control
// server keeps its last clock. There is one timer of the operating system for everything in the process.

import { realWait } from '../../shared/real-wait.ts'
import type { ClockFrame } from '../../shared/protocol/uplink.ts'
import { createAlarms } from './alarms.ts'
import type { Alarms } from './alarms.ts'
import type { HostClock } from './port.ts'
import type { HostTimers } from './timers.ts'

export interface ClusterClock extends HostClock {
  /** False: an older epoch, ignored. */
  apply(frame: ClockFrame): boolean
  /** Calls back once when cluster time reaches `clusterMs`. */
  at(clusterMs: number, fn: () => void): () => void
  /** Calls back once after so many real milliseconds, also while the rate is 0. */
  afterReal(ms: number, fn: () => void): () => void
  /** Zero of `wallAt`: when the control server began, on the monotonic clock. */
  origin(): number
  /** The longest a timer was late since the last call, real milliseconds: how busy the event loop is. */
  takeLag(): number
  stop(): void
}

export function createClock(timers: HostTimers, first: ClockFrame): ClusterClock {
  let frame = first
  let armed: { at: number; cancel: () => void } | null = null
  let stopped = false
  let lag = 0
  const cluster = createAlarms()
  const real = createAlarms()

  const now = (): number => frame.clusterBase + (timers.now() - frame.wallBase) * frame.rate

  /** The real moment of the earliest alarm. */
  const earliest = (): number => {
    const nextCluster = cluster.next()
    const nextReal = real.next() ?? Infinity
    if (nextCluster === null || frame.rate === 0) return nextReal
    return Math.min(nextReal, frame.wallBase + (nextCluster - frame.clusterBase) / frame.rate)
  }

  const arm = (): void => {
    const at = earliest()
    if (stopped || (armed !== null && armed.at <= at)) return
    armed?.cancel()
    if (at === Infinity) armed = null
    // One that rings before `at`, since it cannot count so far, is armed again.
    else armed = { at, cancel: timers.setTimer(realWait(at - timers.now(), 1), ring) }
  }

  const ring = (): void => {
    if (armed !== null) lag = Math.max(lag, timers.now() - armed.at)
    armed = null
    cluster.ring(now())
    real.ring(timers.now())
    arm()
  }

  const set = (alarms: Alarms, at: number, fn: () => void): (() => void) => {
    const alarm = alarms.add(at, fn)
    arm()
    return () => alarms.remove(alarm)
  }

  return {
    now,
    monotonic: () => timers.now(),
    epoch: () => frame.epoch,
    rate: () => frame.rate,
    origin: () => frame.origin,
    after: (clusterMs, fn) => set(cluster, now() + clusterMs, fn),
    at: (clusterMs, fn) => set(cluster, clusterMs, fn),
    afterReal: (ms, fn) => set(real, timers.now() + ms, fn),
    every: (clusterMs, fn) => repeat((at, ring) => set(cluster, at, ring), now, clusterMs, fn),
    apply(next) {
      if (next.epoch <= frame.epoch) return false
      frame = next
      armed?.cancel()
      armed = null
      arm()
      return true
    },
    takeLag() {
      const longest = lag
      lag = 0
      return longest
    },
    stop() {
      stopped = true
      armed?.cancel()
      armed = null
    },
  }
}

/** On a fixed grid, so that it does not drift; rounds missed by a stall are skipped, not paid back. */
function repeat(
  at: (clusterMs: number, fn: () => void) => () => void,
  now: () => number,
  interval: number,
  fn: () => void,
): () => void {
  let due = now() + interval
  let cancelled = false
  const round = (): void => {
    due += interval * (Math.floor((now() - due) / interval) + 1)
    cancel = at(due, round)
    fn()
  }
  let cancel = at(due, round)
  return () => {
    if (cancelled) return
    cancelled = true
    cancel()
  }
}
