// The clock of one simulated node. It runs a little faster or slower than the others', may be told to run wrong,
// and counts whole ticks, as the clock of a real node does.

import type { Micros, Timeline } from './timeline.ts'

export interface TickerParts {
  readonly timeline: Timeline
  readonly node: number
}

export class Ticker {
  readonly #parts: TickerParts
  /** How fast it runs; 0: it stands still. */
  rate = 1

  constructor(parts: TickerParts) {
    this.#parts = parts
  }

  /** Until `isLiving` says no. `first` is its phase. */
  start(first: Micros, every: Micros, isLiving: () => boolean, tick: (count: number) => void): void {
    const { timeline, node } = this.#parts
    let due = 0
    const next = (delay: Micros): void =>
      timeline.schedule(delay, 'tick', node, () => {
        if (!isLiving()) return
        due += this.rate
        const whole = Math.floor(due)
        due -= whole
        if (whole > 0) tick(whole)
        next(every)
      })
    next(first)
  }
}
