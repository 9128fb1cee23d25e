// Time that moves only when it is told to: for the memory twin and for tests.

import type { Timers } from './timers.ts'

interface Pending {
  readonly due: number
  readonly fn: () => void
}

export class VirtualTimers implements Timers {
  private time = 0
  private readonly pending = new Set<Pending>()

  now(): number {
    return this.time
  }

  setTimer(ms: number, fn: () => void): () => void {
    const timer = { due: this.time + ms, fn }
    this.pending.add(timer)
    return () => this.pending.delete(timer)
  }

  /** Milliseconds until the next timer fires, or null if none is set. */
  untilNext(): number | null {
    const next = this.earliest()
    return next === null ? null : Math.max(0, next.due - this.time)
  }

  /** Fires what is due within `ms`, earliest first, also timers that are set meanwhile. */
  advance(ms: number): void {
    const end = this.time + ms
    for (let next = this.earliest(); next !== null && next.due <= end; next = this.earliest()) {
      this.pending.delete(next)
      this.time = Math.max(this.time, next.due)
      next.fn()
    }
    this.time = end
  }

  /** Sets keep the order of insertion, so equal times fire in the order they were set. */
  private earliest(): Pending | null {
    let first: Pending | null = null
    for (const timer of this.pending) if (first === null || timer.due < first.due) first = timer
    return first
  }
}
