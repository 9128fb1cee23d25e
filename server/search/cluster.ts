// One state of a small cluster as a row of numbers, and the row that a move makes of it: the replicas, the memory of
// the run, what was spent of the bounds, and behind these one bit for each message under way. The search reads and
// writes rows by the million, so there is one of each, filled anew.

import { InvariantError } from '../../shared/assert.ts'
import { leaderCompleteness, logMatching, remembered } from './check.ts'
import type { Memory } from './check.ts'
import { BITS, Messages } from './messages.ts'
import { arrivalsOf, arrivingAt, movesOf, nameOf, spend, staysAfter } from './moves.ts'
import type { Bounds } from './moves.ts'
import { Numbered } from './numbered.ts'
import { Parts } from './parts.ts'
import type { Seen } from './replica.ts'
import { startOf } from './starts.ts'

/** More than the kinds of moves and the messages of a search: a move and its replica are one number. */
const MOVES = 2 ** 24

export class Cluster {
  readonly now: number[]
  readonly next: number[]
  readonly #bounds: Bounds
  readonly #messages: Messages
  readonly #parts: Parts
  readonly #memories = new Numbered<Memory>()
  /** Places in a row. Those of the replicas come first. */
  readonly #memory: number
  readonly #spent: number
  readonly #wire: number

  constructor(bounds: Bounds) {
    const { start, replicas, voters, disk } = bounds
    this.#bounds = bounds
    this.#messages = new Messages(replicas)
    this.#parts = new Parts(disk, this.#messages)
    this.#memory = replicas
    this.#spent = replicas + 1
    this.#wire = replicas + 2
    const begun = startOf(start, replicas, voters)
    this.now = begun.replicas.map((replica) => this.#parts.numberOf(replica))
    this.now.push(this.#numberOf(begun.memory), 0)
    this.next = [...this.now]
  }

  /** Of a row; it grows with the number of messages that were met. */
  get width(): number {
    return this.#wire + this.#messages.words
  }

  /** Everything that may happen in the state `now`. */
  moves(): readonly number[] {
    const moves: number[] = []
    const spent = this.#at(this.#spent)
    for (let place = 0; place < this.#bounds.replicas; place += 1) {
      const base = place * MOVES
      const { replica, seen } = this.#parts.at(this.#at(place))
      for (const move of movesOf(seen.view, replica.writing.length > 0, spent, this.#bounds))
        moves.push(base + move)
      this.#eachArriving(place, (message) => {
        for (const move of arrivalsOf(message, spent, this.#bounds)) moves.push(base + move)
      })
    }
    return moves
  }

  #eachArriving(place: number, take: (message: number) => void): void {
    for (let word = 0; this.#wire + word < this.now.length; word += 1) {
      let bits = this.#at(this.#wire + word) & this.#messages.maskOf(place + 1, word)
      for (; bits !== 0; bits &= bits - 1) take(word * BITS + 31 - Math.clz32(bits & -bits))
    }
  }

  /**
   * Fills `next`. False: it need not be looked at. A message that changes nothing leaves a state that can do nothing
   * which `now` cannot do as well, with the message still under way.
   */
  move(placed: number): boolean {
    const place = Math.floor(placed / MOVES)
    const move = placed % MOVES
    const arriving = arrivingAt(move)
    const made = this.#parts.next(this.#at(place), move, arriving)
    if (!made.ok) throw new InvariantError(made.why)
    const { to, sent } = made
    if (arriving !== null && to === this.#at(place) && sent.every((message) => this.#isUnderWay(message)))
      return false
    this.#copy()
    this.next[place] = to
    this.next[this.#spent] = spend(this.#at(this.#spent), move)
    if (arriving !== null && !staysAfter(move)) this.#clear(arriving)
    for (const message of sent) this.#set(message)
    this.#remember(to)
    return true
  }

  /** Only one replica has changed; of the others only the memory may say something new. */
  check(placed: number): void {
    const memory = this.#memories.at(this.next[this.#memory] ?? 0)
    const changed = Math.floor(placed / MOVES)
    const mine = this.#seen(changed)
    for (let place = 0; place < this.#bounds.replicas; place += 1) {
      const seen = this.#seen(place)
      leaderCompleteness(seen, memory)
      if (place !== changed) logMatching(mine, seen)
    }
  }

  nameOf(placed: number): string {
    const arriving = arrivingAt(placed % MOVES)
    const msg = arriving === null ? null : this.#messages.at(arriving)
    return nameOf(placed % MOVES, Math.floor(placed / MOVES) + 1, msg)
  }

  #copy(): void {
    for (let field = 0; field < this.width; field += 1) this.next[field] = this.#at(field)
  }

  #isUnderWay(message: number): boolean {
    return (this.#at(this.#wire + Math.floor(message / BITS)) & (1 << (message % BITS))) !== 0
  }

  #set(message: number): void {
    const field = this.#wire + Math.floor(message / BITS)
    this.next[field] = (this.next[field] ?? 0) | (1 << (message % BITS))
  }

  #clear(message: number): void {
    const field = this.#wire + Math.floor(message / BITS)
    this.next[field] = (this.next[field] ?? 0) & ~(1 << (message % BITS))
  }

  #remember(part: number): void {
    const before = this.#memories.at(this.#at(this.#memory))
    const after = remembered(before, this.#parts.at(part).seen)
    if (after !== before) this.next[this.#memory] = this.#numberOf(after)
  }

  #seen(place: number): Seen {
    return this.#parts.at(this.next[place] ?? 0).seen
  }

  #at(field: number): number {
    return this.now[field] ?? 0
  }

  #numberOf(memory: Memory): number {
    return this.#memories.numberOf(JSON.stringify(memory), memory)
  }
}
