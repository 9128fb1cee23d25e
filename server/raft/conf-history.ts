// The configurations of one log. One is active from the moment it is in the log, committed or not (dissertation
// 4.1), and a cut brings the one before it back (B60). The first came with the birth of the replica or with its
// snapshot; it is committed, so nothing ever cuts it.

import { assert } from '../../shared/assert.ts'
import type { Config, LogIndex } from './types.ts'

export interface PlacedConfig {
  readonly index: LogIndex
  readonly conf: Config
}

export class ConfHistory {
  /** Oldest first, never empty. */
  #list: PlacedConfig[]

  constructor(first: PlacedConfig, ...later: readonly PlacedConfig[]) {
    this.#list = [first, ...later]
  }

  get newest(): PlacedConfig {
    return this.#list.at(-1) ?? this.#first
  }

  /** In force once everything up to `index` is applied; before the first, the first: nothing else is known. */
  at(index: LogIndex): PlacedConfig {
    // Asked at every look at a core, and nearly always for the newest.
    const { newest } = this
    if (newest.index <= index) return newest
    return this.#list.findLast((one) => one.index <= index) ?? this.#first
  }

  add(placed: PlacedConfig): void {
    this.#list.push(placed)
  }

  cut(from: LogIndex): void {
    while (this.#list.length > 1 && this.newest.index >= from) this.#list.pop()
  }

  /** Forgets what was in force before: a snapshot at `index` carries this one. */
  beginAt(index: LogIndex, conf: Config): void {
    this.#list = [{ index, conf }, ...this.#list.filter((one) => one.index > index)]
  }

  clone(): ConfHistory {
    return new ConfHistory(this.#first, ...this.#list.slice(1))
  }

  get #first(): PlacedConfig {
    const [first] = this.#list
    assert(first !== undefined, 'the first configuration is never removed')
    return first
  }
}
