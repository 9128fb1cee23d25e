// The beginnings and ends of operations in one doubly linked list. Lifting an operation takes its two
// places out, unlifting puts them back exactly where they were: constant time, in the reverse order of
// lifting, as the search goes forward and back.

import { assert } from '../../shared/assert.ts'
import type { Operation } from './operations.ts'

export interface Place {
  readonly kind: 'begin' | 'end'
  /** Index of the operation in the list given. */
  readonly slot: number
  prev: Place | null
  next: Place | null
  /** The end of a beginning; null while the operation is open. */
  other: Place | null
}

export class EventList {
  readonly #head: Place = newPlace('begin', -1)
  #closedLeft: number

  constructor(operations: readonly Operation[]) {
    const closed = operations.filter(({ reply }) => reply !== null)
    this.#closedLeft = closed.length
    const marks = operations.flatMap(({ begin, end }, slot) => {
      const first = newPlace('begin', slot)
      if (end === Number.POSITIVE_INFINITY) return [{ at: begin, place: first }]
      const last = newPlace('end', slot)
      first.other = last
      return [
        { at: begin, place: first },
        { at: end, place: last },
      ]
    })
    marks.sort((a, b) => a.at - b.at)
    let before = this.#head
    for (const { place } of marks) {
      before.next = place
      place.prev = before
      before = place
    }
  }

  get first(): Place | null {
    return this.#head.next
  }

  /** Operations with an answer that are still in the list: those that are open need not have happened. */
  get closedLeft(): number {
    return this.#closedLeft
  }

  lift(begin: Place): void {
    takeOut(begin)
    if (begin.other === null) return
    takeOut(begin.other)
    this.#closedLeft -= 1
  }

  unlift(begin: Place): void {
    if (begin.other !== null) {
      putBack(begin.other)
      this.#closedLeft += 1
    }
    putBack(begin)
  }
}

const newPlace = (kind: Place['kind'], slot: number): Place => ({
  kind,
  slot,
  prev: null,
  next: null,
  other: null,
})

/** It keeps its neighbours, so that it can be put back. */
function takeOut({ prev, next }: Place): void {
  assert(prev !== null, 'the head of the list is never taken out')
  prev.next = next
  if (next !== null) next.prev = prev
}

function putBack(place: Place): void {
  const { prev, next } = place
  assert(prev !== null, 'the head of the list is never put back')
  prev.next = place
  if (next !== null) next.prev = place
}
