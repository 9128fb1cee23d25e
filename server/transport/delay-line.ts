// What the gate holds back on one link, by the cluster time at which it may go on. Pure: time is told.

import type { Copy } from './gate.ts'

interface Held<T> {
  due: number
  readonly item: T
}

export class DelayLine<T> {
  /** By `due`; equal ones in the order they came. */
  private held: Held<T>[] = []
  /** The latest `due` of those that keep their order: none of them may be earlier. */
  private orderedUntil = Number.NEGATIVE_INFINITY

  get size(): number {
    return this.held.length
  }

  push(item: T, copy: Copy, now: number): void {
    let due = now + copy.delayMs
    if (copy.keepsOrder) this.orderedUntil = due = Math.max(due, this.orderedUntil)
    let place = this.held.length
    while (place > 0 && (this.held[place - 1]?.due ?? due) > due) place -= 1
    this.held.splice(place, 0, { due, item })
  }

  takeDue(now: number): T[] {
    let count = 0
    while (count < this.held.length && (this.held[count]?.due ?? now) <= now) count += 1
    return count === 0 ? [] : this.held.splice(0, count).map(({ item }) => item)
  }

  items(): readonly T[] {
    return this.held.map(({ item }) => item)
  }

  /** The first that fits; copies behind it stay. */
  take(fits: (item: T) => boolean): T | null {
    const at = this.held.findIndex(({ item }) => fits(item))
    return at < 0 ? null : (this.held.splice(at, 1)[0]?.item ?? null)
  }

  nextDue(): number | null {
    return this.held[0]?.due ?? null
  }

  /** A link that became faster lets what it holds go as early as what it takes now. */
  shorten(longestMs: number, now: number): void {
    const latest = now + longestMs
    for (const held of this.held) held.due = Math.min(held.due, latest)
    this.orderedUntil = Math.min(this.orderedUntil, latest)
  }

  clear(): T[] {
    return this.held.splice(0).map(({ item }) => item)
  }
}
