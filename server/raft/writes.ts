// What this core asked the disk to do and what the disk has confirmed. The host writes the records in the order
// of their seq, so a confirmation covers everything before it. Confirmations go by seq and never by index: an
// index may be cut and filled again while the old write is still on its way (B36, B37).

import { assert } from '../../shared/assert.ts'
import type { Entry, HardState, LogIndex, Persist, Seq, SnapMeta } from './types.ts'

interface PendingWrite {
  readonly seq: Seq
  /** Highest index that this record makes durable and that no later cut took back; 0: none. */
  last: LogIndex
}

export class Writes {
  #durableIndex: LogIndex
  #emitted: Seq = 0
  #durable: Seq = 0
  /** The last record that holds a term or a vote. */
  #hardSeq: Seq = 0
  #pending: PendingWrite[] = []
  // The record of the running step.
  #hardChanged = false
  #truncateFrom: LogIndex | null = null
  #append: Entry[] = []
  #snap: SnapMeta | null = null

  /** What the files held at the start is durable: recovery wrote and synced it again. */
  constructor(durableIndex: LogIndex) {
    this.#durableIndex = durableIndex
  }

  get durableIndex(): LogIndex {
    return this.#durableIndex
  }

  /** The seq that the running step's record has, if the step writes one. */
  get nextSeq(): Seq {
    return this.#emitted + 1
  }

  isDurable(seq: Seq): boolean {
    return seq <= this.#durable
  }

  get hardIsDurable(): boolean {
    return !this.#hardChanged && this.#hardSeq <= this.#durable
  }

  hardChanged(): void {
    this.#hardChanged = true
  }

  append(entries: readonly Entry[]): void {
    for (const entry of entries) this.#append.push(entry)
  }

  /** Lowers the durable index at once, and what writes in flight can still confirm (B36). */
  truncate(from: LogIndex): void {
    assert(this.#truncateFrom === null && this.#append.length === 0, 'a step cuts once, before it appends')
    this.#truncateFrom = from
    this.#lower(from - 1)
  }

  /** The own snapshot: it covers nothing that is not durable already. */
  compact(snap: SnapMeta): void {
    assert(
      snap.index <= this.#durableIndex,
      () => `a snapshot of ${snap.index}, durable ${this.#durableIndex}`,
    )
    this.#snap = snap
  }

  /** A leader's snapshot: it makes its index durable. Of the log on disk no more than `keeps` still counts. */
  install(snap: SnapMeta, keeps: LogIndex): void {
    assert(this.#truncateFrom === null && this.#append.length === 0, 'a step installs and does nothing else')
    this.#snap = snap
    this.#lower(keeps)
  }

  #lower(to: LogIndex): void {
    this.#durableIndex = Math.min(this.#durableIndex, to)
    for (const write of this.#pending) write.last = Math.min(write.last, to)
  }

  /** Ends the step: its one record, or null if nothing has to be written. */
  seal(hard: HardState): Persist | null {
    const isQuiet = !this.#hardChanged && this.#truncateFrom === null && this.#append.length === 0
    if (isQuiet && this.#snap === null) return null
    const seq = (this.#emitted += 1)
    const append = this.#append
    const persist: Persist = {
      seq,
      hard: this.#hardChanged ? hard : null,
      truncateFrom: this.#truncateFrom,
      append,
      snap: this.#snap,
    }
    this.#pending.push({ seq, last: append.at(-1)?.index ?? this.#snap?.index ?? 0 })
    if (this.#hardChanged) this.#hardSeq = seq
    this.#hardChanged = false
    this.#truncateFrom = null
    this.#append = []
    this.#snap = null
    return persist
  }

  confirm(seq: Seq): void {
    assert(seq <= this.#emitted, () => `record ${seq} is confirmed but only ${this.#emitted} were written`)
    this.#durable = Math.max(this.#durable, seq)
    let confirmed = 0
    for (const write of this.#pending) {
      if (write.seq > seq) break
      this.#durableIndex = Math.max(this.#durableIndex, write.last)
      confirmed += 1
    }
    if (confirmed > 0) this.#pending.splice(0, confirmed)
  }

  /** What a message must wait for after `seal`: 0 once that is durable. */
  waitForHard(): Seq | 0 {
    return this.isDurable(this.#hardSeq) ? 0 : this.#hardSeq
  }

  waitForAll(): Seq | 0 {
    return this.isDurable(this.#emitted) ? 0 : this.#emitted
  }

  /** How far this record is ahead of what is durable; 0: it is not. */
  ahead(seq: Seq): number {
    return Math.max(0, seq - this.#durable)
  }

  /** Part of the image of a core, between steps. */
  image(): unknown {
    const pending = this.#pending.map(({ seq, last }) => [this.ahead(seq), last])
    return [this.#durableIndex, this.ahead(this.#emitted), this.ahead(this.#hardSeq), pending]
  }

  clone(): Writes {
    const copy = new Writes(this.#durableIndex)
    copy.#emitted = this.#emitted
    copy.#durable = this.#durable
    copy.#hardSeq = this.#hardSeq
    copy.#pending = this.#pending.map((write) => ({ ...write }))
    return copy
  }
}
