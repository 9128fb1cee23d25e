// The replicas that a search met, each once, and what each did at each move, made once. A cluster has far more states
// than each of its replicas, so nearly every move of the search is a look into this table. That is exact: equal keys
// mean equal behaviour for ever.

import { InvariantError } from '../../shared/assert.ts'
import type { Messages } from './messages.ts'
import { make } from './moves.ts'
import type { Bounds } from './moves.ts'
import { Numbered } from './numbered.ts'
import { keyOf, seen } from './replica.ts'
import type { SearchReplica, Seen } from './replica.ts'

/** The replica after a move and the messages it sent, or the invariant that it broke. */
export type Next =
  | { readonly ok: true; readonly to: number; readonly sent: readonly number[] }
  | { readonly ok: false; readonly why: string }

interface Part {
  readonly replica: SearchReplica
  readonly seen: Seen
  /** By message that arrives; every other move below 0. */
  readonly next: Map<number, Next>
}

export class Parts {
  readonly #disk: Bounds['disk']
  readonly #messages: Messages
  readonly #parts = new Numbered<Part>()

  constructor(disk: Bounds['disk'], messages: Messages) {
    this.#disk = disk
    this.#messages = messages
  }

  get size(): number {
    return this.#parts.size
  }

  numberOf(replica: SearchReplica): number {
    return this.#parts.numberOf(keyOf(replica), { replica, seen: seen(replica), next: new Map() })
  }

  at(part: number): Part {
    return this.#parts.at(part)
  }

  /** `arriving` is the number of a message, or null. */
  next(part: number, move: number, arriving: number | null): Next {
    const { replica, next } = this.#parts.at(part)
    const key = arriving === null ? -1 - move : arriving
    const known = next.get(key)
    if (known !== undefined) return known
    const made = this.#make(replica, move, arriving)
    next.set(key, made)
    return made
  }

  #make(before: SearchReplica, move: number, arriving: number | null): Next {
    try {
      const msg = arriving === null ? null : this.#messages.at(arriving)
      const { replica, sent } = make(move, before, msg, this.#disk)
      return { ok: true, to: this.numberOf(replica), sent: sent.map((one) => this.#messages.numberOf(one)) }
    } catch (error) {
      if (error instanceof InvariantError) return { ok: false, why: error.message }
      throw error
    }
  }
}
