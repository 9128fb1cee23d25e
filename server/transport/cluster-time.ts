// Cluster time as far as delays need it: durations. Where its zero lies does not matter here.

import { realWait } from '../../shared/real-wait.ts'
import type { Timers } from './timers.ts'

export class ClusterTime {
  private readonly timers: Timers
  private epoch = -1
  private rateNow = 1
  private base = 0
  private realBase: number

  constructor(timers: Timers) {
    this.timers = timers
    this.realBase = timers.now()
  }

  get rate(): number {
    return this.rateNow
  }

  now(): number {
    return this.base + (this.timers.now() - this.realBase) * this.rateNow
  }

  /** A lower epoch is an older order that arrived late. */
  set(epoch: number, rate: number): boolean {
    if (epoch < this.epoch) return false
    this.base = this.now()
    this.realBase = this.timers.now()
    this.epoch = epoch
    this.rateNow = rate
    return true
  }

  /** Calls back when cluster time reaches `due` at today's rate; never while time stands still. */
  at(due: number, fn: () => void): () => void {
    if (this.rateNow === 0) return () => undefined
    // Real timers fire up to a millisecond early; the caller looks at the time again.
    return this.timers.setTimer(Math.max(1, realWait(due - this.now(), this.rateNow)), fn)
  }
}
