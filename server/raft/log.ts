// The log in memory: all entries, from index 1. The core owns it, so every question is answered at once and
// without the disk. A change goes to the record of the running step in the same call.

import { assert } from '../../shared/assert.ts'
import { ENTRY_OVERHEAD_BYTES } from './limits.ts'
import type { Config, Entry, LogIndex, Term } from './types.ts'
import type { Writes } from './writes.ts'

export interface LogPosition {
  readonly index: LogIndex
  readonly term: Term
}

export const sizeOf = (entry: Entry): number =>
  ENTRY_OVERHEAD_BYTES + (entry.kind === 'cmd' ? entry.bytes : 0)

/** Paper section 5.4.1: the later last term wins, then the longer log: dictionary order, not two comparisons (B06). */
export const isUpToDate = (candidate: LogPosition, own: LogPosition): boolean =>
  candidate.term > own.term || (candidate.term === own.term && candidate.index >= own.index)

export class RaftLog {
  readonly #entries: Entry[] = []
  /** Oldest first; the first is the configuration before the log. The last one is in force. */
  readonly #confs: { readonly index: LogIndex; readonly conf: Config }[]
  readonly #writes: Writes

  /** `entries` are already on disk. */
  constructor(base: Config, entries: readonly Entry[], writes: Writes) {
    this.#confs = [{ index: 0, conf: base }]
    this.#writes = writes
    for (const entry of entries) this.#push(entry)
  }

  get lastIndex(): LogIndex {
    return this.#entries.length
  }

  get lastTerm(): Term {
    return this.#entries.at(-1)?.term ?? 0
  }

  get last(): LogPosition {
    return { index: this.lastIndex, term: this.lastTerm }
  }

  /** Active from the moment it is in the log, committed or not (dissertation 4.1). */
  get conf(): Config {
    const newest = this.#confs.at(-1)
    assert(newest !== undefined, 'the configuration before the log is never removed')
    return newest.conf
  }

  /** 0 before the first entry; null behind the last. */
  termAt(index: LogIndex): Term | null {
    return index === 0 ? 0 : (this.#entries[index - 1]?.term ?? null)
  }

  append(entries: readonly Entry[]): void {
    for (const entry of entries) this.#push(entry)
    this.#writes.append(entries)
  }

  /** Removes `from` and everything behind it; a configuration in it goes back to the one before (B60). */
  truncate(from: LogIndex): void {
    assert(
      from >= 1 && from <= this.lastIndex,
      () => `cut at ${from} in a log that ends at ${this.lastIndex}`,
    )
    this.#entries.length = from - 1
    while ((this.#confs.at(-1)?.index ?? 0) >= from) this.#confs.pop()
    this.#writes.truncate(from)
  }

  /** The first of these that this log lacks or has with another term; null if it has them all (B20). */
  firstMissing(entries: readonly Entry[]): Entry | null {
    for (const entry of entries) if (this.termAt(entry.index) !== entry.term) return entry
    return null
  }

  /**
   * The highest index up to `index` whose term is not above `term`: below it the two logs may agree, above it
   * they cannot. One answer skips a whole term (paper section 5.3).
   */
  lastWithTermUpTo(index: LogIndex, term: Term): LogPosition {
    let at = Math.min(index, this.lastIndex)
    while (at > 0 && (this.termAt(at) ?? 0) > term) at -= 1
    return { index: at, term: this.termAt(at) ?? 0 }
  }

  slice(from: LogIndex, to: LogIndex): Entry[] {
    return from > to ? [] : this.#entries.slice(from - 1, to)
  }

  /** Contiguous from `from` on, at most `maxBytes`, but at least one even if it is larger than that (B22). */
  sliceBytes(from: LogIndex, maxBytes: number): Entry[] {
    let to = from - 1
    let bytes = 0
    for (let entry = this.#entries[to]; entry !== undefined; entry = this.#entries[to]) {
      bytes += sizeOf(entry)
      if (bytes > maxBytes && to >= from) break
      to += 1
    }
    return this.slice(from, to)
  }

  bytesBetween(from: LogIndex, to: LogIndex): number {
    let bytes = 0
    for (let index = from; index <= to; index += 1) {
      const entry = this.#entries[index - 1]
      if (entry?.kind === 'cmd') bytes += entry.bytes
    }
    return bytes
  }

  clone(writes: Writes): RaftLog {
    const base = this.#confs[0]?.conf
    assert(base !== undefined, 'the configuration before the log is never removed')
    return new RaftLog(base, this.#entries, writes)
  }

  #push(entry: Entry): void {
    assert(entry.index === this.lastIndex + 1, () => `entry ${entry.index} behind ${this.lastIndex}`)
    assert(entry.term >= this.lastTerm, () => `term ${entry.term} at ${entry.index} behind ${this.lastTerm}`)
    this.#entries.push(entry)
    if (entry.kind === 'conf') this.#confs.push({ index: entry.index, conf: entry.conf })
  }
}
