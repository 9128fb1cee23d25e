// The search for one order that explains a history, after Wing and Gong ("Testing and Verifying Concurrent
// Objects", 1993) with Lowe's cache of what was tried ("Testing for Linearizability", 2017): go through the
// history; take the first operation that can come next, lift it out, begin again; where an end is met whose
// operation is not lifted, go back. The same set of operations with the same state is never tried twice.

import { assert } from '../../shared/assert.ts'
import type { Place } from './event-list.ts'
import { EventList } from './event-list.ts'
import type { Model } from './model.ts'
import type { Operation } from './operations.ts'

/** Steps of the model, counted: the same history gives the same verdict on every machine. */
export class Budget {
  #left: number
  #used = 0

  constructor(steps: number) {
    this.#left = steps
  }

  get used(): number {
    return this.#used
  }

  take(): boolean {
    if (this.#left === 0) return false
    this.#left -= 1
    this.#used += 1
    return true
  }
}

export type Found =
  | { readonly kind: 'order'; readonly order: readonly Operation[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'budget' }

/** All operations are of one part. */
export function searchOrder<S, C>(
  model: Model<S, C>,
  initial: S,
  operations: readonly Operation[],
  budget: Budget,
): Found {
  const calls = operations.map((each) => model.read(each))
  const list = new EventList(operations)
  const tried = new Set<string>()
  const lifted = new SlotSet(operations.length)
  const path: { readonly place: Place; readonly before: S }[] = []
  let state = initial
  let place = list.first
  while (list.closedLeft > 0) {
    assert(place !== null, 'an end is always met while an answered operation is left')
    if (place.kind === 'begin') {
      const call = calls[place.slot]
      assert(call !== undefined, 'every place belongs to an operation')
      if (!budget.take()) return { kind: 'budget' }
      const after = model.step(state, call)
      if (after !== null && isNew(tried, lifted.keyWith(place.slot) + model.key(after))) {
        path.push({ place, before: state })
        state = after
        lifted.flip(place.slot)
        list.lift(place)
        place = list.first
      } else place = place.next
    } else {
      const last = path.pop()
      if (last === undefined) return { kind: 'none' }
      list.unlift(last.place)
      lifted.flip(last.place.slot)
      state = last.before
      place = last.place.next
    }
  }
  const order = path.map(({ place: { slot } }) => operations[slot]).filter((each) => each !== undefined)
  return { kind: 'order', order }
}

function isNew(tried: Set<string>, key: string): boolean {
  if (tried.has(key)) return false
  tried.add(key)
  return true
}

/** Bits of one character of a key. */
const BITS = 16

class SlotSet {
  readonly #words: Uint16Array

  constructor(size: number) {
    this.#words = new Uint16Array(Math.ceil(size / BITS))
  }

  flip(slot: number): void {
    const at = Math.floor(slot / BITS)
    this.#words[at] = (this.#words[at] ?? 0) ^ (1 << (slot % BITS))
  }

  /** Text of fixed length. */
  keyWith(slot: number): string {
    this.flip(slot)
    const key = String.fromCharCode(...this.#words)
    this.flip(slot)
    return key
  }
}
