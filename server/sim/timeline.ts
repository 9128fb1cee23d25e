// Virtual time: one queue of everything that will happen, ordered by time and, at one time, by the order in
// which it was asked for. Nothing else moves a simulated world, so a run is a function of its seed. Every
// event is mixed into a hash; two runs are the same if their hashes are.

import { assert } from '../../shared/assert.ts'

/** Virtual time in whole microseconds: sums of whole numbers are exact. */
export type Micros = number
export const MS: Micros = 1_000
export const SECOND: Micros = 1_000_000
export const msOf = (time: Micros): number => Math.floor(time / MS)
export const fromMs = (ms: number): Micros => Math.round(ms * MS)

export const EVENT_KINDS = [
  'message',
  'tick',
  'cycle',
  'disk',
  'client',
  'fault',
  'restart',
  'check',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

interface Scheduled {
  readonly at: Micros
  readonly order: number
  readonly kind: EventKind
  /** Number of the node, client or fault it is about: for the hash and for people. */
  readonly subject: number
  readonly run: () => void
}

export interface Happened {
  readonly number: number
  readonly at: Micros
  readonly kind: EventKind
  readonly subject: number
}

/** FNV-1a, one word at a time. */
const FNV_PRIME = 0x01000193
const FNV_START = 0x811c9dc5

export class Timeline {
  #heap: Scheduled[] = []
  #asked = 0
  #hash = FNV_START
  now: Micros = 0
  /** Events that have happened. */
  count = 0

  schedule(delay: Micros, kind: EventKind, subject: number, run: () => void): void {
    assert(Number.isSafeInteger(delay) && delay >= 0, () => `${kind} in ${delay} microseconds`)
    this.#asked += 1
    this.#push({ at: this.now + delay, order: this.#asked, kind, subject, run })
  }

  /** When the next event is due; null if nothing is left. */
  get nextAt(): Micros | null {
    return this.#heap[0]?.at ?? null
  }

  get hash(): number {
    return this.#hash
  }

  /** What happened inside the running event, and must happen again in the second run. */
  mix(value: number): void {
    this.#hash = Math.imul(this.#hash ^ (value >>> 0), FNV_PRIME) >>> 0
  }

  /** Makes the next event happen; null if nothing is left. */
  step(): Happened | null {
    const next = this.#pop()
    if (next === null) return null
    assert(next.at >= this.now, 'time goes back')
    this.now = next.at
    this.count += 1
    this.mix(next.at)
    this.mix(EVENT_KINDS.indexOf(next.kind) * 4_096 + next.subject)
    next.run()
    return { number: this.count, at: next.at, kind: next.kind, subject: next.subject }
  }

  #push(event: Scheduled): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(event)
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || !isBefore(event, parent)) break
      heap[at] = parent
      at = above
    }
    heap[at] = event
  }

  #pop(): Scheduled | null {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined) return null
    if (heap.length > 0) this.#sink(last)
    return first
  }

  #sink(event: Scheduled): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      const left = heap[2 * at + 1]
      const right = heap[2 * at + 2]
      if (left === undefined) break
      const isRight = right !== undefined && isBefore(right, left)
      const child = isRight ? right : left
      if (!isBefore(child, event)) break
      heap[at] = child
      at = 2 * at + (isRight ? 2 : 1)
    }
    heap[at] = event
  }
}

const isBefore = (one: Scheduled, other: Scheduled): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)
