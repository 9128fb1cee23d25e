// The log in memory: the entries since the snapshot, and a margin behind it for followers that are a little late.
// The core owns it, so every question is answered at once and without the disk. A change goes to the record of
// the running step in the same call.

import { assert } from '../../shared/assert.ts'
import type { ConfHistory } from './conf-history.ts'
import { ENTRY_OVERHEAD_BYTES } from './limits.ts'
import type { Config, Entry, LogIndex, Options, SnapMeta, Term } from './types.ts'
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

export interface LogContents {
  /** The place right before the first entry. */
  readonly base: LogPosition
  readonly snap: SnapMeta | null
  readonly confs: ConfHistory
  readonly entries: readonly Entry[]
}

export class RaftLog {
  #base: LogPosition
  #snap: SnapMeta | null
  readonly #confs: ConfHistory
  readonly #entries: Entry[]
  readonly #writes: Writes

  /** `contents` are already on disk. */
  constructor(contents: LogContents, writes: Writes) {
    this.#base = contents.base
    this.#snap = contents.snap
    this.#confs = contents.confs
    this.#entries = [...contents.entries]
    this.#writes = writes
  }

  /** Entries up to here are not in memory any more; all of them are committed. 0: none is missing. */
  get baseIndex(): LogIndex {
    return this.#base.index
  }

  get snap(): SnapMeta | null {
    return this.#snap
  }

  get snapIndex(): LogIndex {
    return this.#snap?.index ?? 0
  }

  get lastIndex(): LogIndex {
    return this.#base.index + this.#entries.length
  }

  get lastTerm(): Term {
    return this.#entries.at(-1)?.term ?? this.#base.term
  }

  get last(): LogPosition {
    return { index: this.lastIndex, term: this.lastTerm }
  }

  get conf(): Config {
    return this.#confs.newest.conf
  }

  get confIndex(): LogIndex {
    return this.#confs.newest.index
  }

  confAt(index: LogIndex): Config {
    return this.#confs.at(index).conf
  }

  /** 0 before the first entry ever; null behind the last, and where the log was compacted away. */
  termAt(index: LogIndex): Term | null {
    return index === this.#base.index ? this.#base.term : (this.#at(index)?.term ?? null)
  }

  append(entries: readonly Entry[]): void {
    for (const entry of entries) this.#push(entry)
    this.#writes.append(entries)
  }

  /** Removes `from` and everything behind it; a configuration in it goes back to the one before (B60). */
  truncate(from: LogIndex): void {
    assert(
      from > this.snapIndex && from > this.#base.index && from <= this.lastIndex,
      () => `cut at ${from} in a log from ${this.#base.index} to ${this.lastIndex}`,
    )
    this.#entries.length = from - 1 - this.#base.index
    this.#confs.cut(from)
    this.#writes.truncate(from)
  }

  /** The machine's state up to `snap` is in files, so the entries are not needed, but for the margin. */
  compact(snap: SnapMeta, margin: Margin): void {
    assert(
      this.termAt(snap.index) === snap.term,
      () => `a snapshot of ${snap.index}/${snap.term}, not in the log`,
    )
    this.#writes.compact(snap)
    this.#beginAt(snap, margin)
  }

  /**
   * A leader's snapshot. What stands behind it is kept only if this log holds the entry that the snapshot ends
   * with; otherwise any of it may be of another history, and all goes (B50). True if it was kept.
   */
  install(snap: SnapMeta, commit: LogIndex, margin: Margin): boolean {
    const keeps = this.termAt(snap.index) === snap.term
    this.#writes.install(snap, keeps ? this.lastIndex : commit)
    if (!keeps) {
      this.#entries.length = 0
      this.#base = { index: snap.index, term: snap.term }
      this.#confs.cut(0)
    }
    this.#beginAt(snap, margin)
    return keeps
  }

  /** The first of these that this log lacks or has with another term; null if it has them all (B20). */
  firstMissing(entries: readonly Entry[]): Entry | null {
    for (const entry of entries) if (this.termAt(entry.index) !== entry.term) return entry
    return null
  }

  /**
   * The highest index up to `index` whose term is not above `term`: below it the two logs may agree, above it
   * they cannot. One answer skips a whole term (paper section 5.3). Terms before the base are not known; there the
   * answer is `index` itself, which no leader can probe any more.
   */
  lastWithTermUpTo(index: LogIndex, term: Term): LogPosition {
    let at = Math.min(index, this.lastIndex)
    while (at > this.#base.index && (this.termAt(at) ?? 0) > term) at -= 1
    return { index: at, term: this.termAt(at) ?? 0 }
  }

  slice(from: LogIndex, to: LogIndex): Entry[] {
    if (from > to) return []
    assert(from > this.#base.index, () => `${from} was asked for in a log from ${this.#base.index} on`)
    return this.#entries.slice(from - 1 - this.#base.index, to - this.#base.index)
  }

  /** Contiguous from `from` on, at most `maxBytes`, but at least one even if it is larger than that (B22). */
  sliceBytes(from: LogIndex, maxBytes: number): Entry[] {
    let to = from - 1
    let bytes = 0
    for (let entry = this.#at(to + 1); entry !== undefined; entry = this.#at(to + 1)) {
      bytes += sizeOf(entry)
      if (bytes > maxBytes && to >= from) break
      to += 1
    }
    return this.slice(from, to)
  }

  bytesBetween(from: LogIndex, to: LogIndex): number {
    let bytes = 0
    for (let index = from; index <= to; index += 1) {
      const entry = this.#at(index)
      if (entry?.kind === 'cmd') bytes += entry.bytes
    }
    return bytes
  }

  clone(writes: Writes): RaftLog {
    const contents = {
      base: this.#base,
      snap: this.#snap,
      confs: this.#confs.clone(),
      entries: this.#entries,
    }
    return new RaftLog(contents, writes)
  }

  #at(index: LogIndex): Entry | undefined {
    return this.#entries[index - 1 - this.#base.index]
  }

  #push(entry: Entry): void {
    assert(entry.index === this.lastIndex + 1, () => `entry ${entry.index} behind ${this.lastIndex}`)
    assert(entry.term >= this.lastTerm, () => `term ${entry.term} at ${entry.index} behind ${this.lastTerm}`)
    this.#entries.push(entry)
    if (entry.kind === 'conf') this.#confs.add({ index: entry.index, conf: entry.conf })
  }

  #beginAt(snap: SnapMeta, { marginEntries, marginBytes }: Margin): void {
    this.#snap = snap
    this.#confs.beginAt(snap.index, snap.conf)
    let base = snap.index
    let bytes = 0
    const lowest = Math.max(this.#base.index, snap.index - marginEntries)
    for (let entry = this.#at(base); entry !== undefined && base > lowest; entry = this.#at(base)) {
      bytes += sizeOf(entry)
      if (bytes > marginBytes) break
      base -= 1
    }
    const term = this.termAt(base)
    assert(term !== null, () => `nothing at ${base}`)
    this.#entries.splice(0, base - this.#base.index)
    this.#base = { index: base, term }
  }
}

type Margin = Pick<Options, 'marginEntries' | 'marginBytes'>
