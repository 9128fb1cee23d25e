// The messages that a search met, each with a number. What is under way is a set of them, one bit each. A message may
// arrive at any later moment or never, so delay, reordering and loss need no moves of their own; the same one twice
// is under way once.

import type { Message, ReplicaId } from '../raft/types.ts'
import { Numbered } from './numbered.ts'

export const BITS = 32

export class Messages {
  readonly #numbered = new Numbered<Message>()
  /** For each receiver, place 0 being replica 1: the bits of its messages, by word. */
  readonly #masks: readonly number[][]

  constructor(replicas: number) {
    this.#masks = Array.from({ length: replicas }, () => [])
  }

  /** How many words hold a bit for each. */
  get words(): number {
    return Math.ceil(this.#numbered.size / BITS)
  }

  at(number: number): Message {
    return this.#numbered.at(number)
  }

  numberOf(msg: Message): number {
    const number = this.#numbered.numberOf(JSON.stringify(msg), msg)
    const word = Math.floor(number / BITS)
    for (const [at, mask] of this.#masks.entries())
      mask[word] = (mask[word] ?? 0) | (at === msg.to - 1 ? 1 << (number % BITS) : 0)
    return number
  }

  maskOf(receiver: ReplicaId, word: number): number {
    return this.#masks[receiver - 1]?.[word] ?? 0
  }
}
