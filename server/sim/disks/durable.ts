// What one replica's records amount to once they are durable: kept beside the disk, from the records alone,
// so that promises can be checked against it without asking the code that makes them.

import type { Entry, HardState, LogIndex, ReplicaId, SnapMeta, Term } from '../../raft/types.ts'
import type { PutRecord } from '../../storage/port.ts'

/** Terms of one run stay far below this. */
const TERMS = 1_000_000
const key = (index: LogIndex, term: Term): number => index * TERMS + term

export interface ReplicaFiles {
  readonly hard: HardState
  readonly commit: LogIndex
  readonly snap: SnapMeta | null
  readonly log: readonly Entry[]
}

export class DurableReplica {
  readonly replica: ReplicaId
  hard: HardState = { term: 0, vote: 0 }
  commit: LogIndex = 0
  snap: SnapMeta | null = null
  /** Entries `base + 1` and later; what a snapshot covers may still be among them. */
  #log: Entry[] = []
  #base: LogIndex = 0
  readonly #held = new Set<number>()
  readonly #votes = new Map<Term, ReplicaId>()

  constructor(replica: ReplicaId) {
    this.replica = replica
  }

  get last(): LogIndex {
    return this.#base + this.#log.length
  }

  /** Replayed in the order hard, truncate, append, snapshot. */
  apply({ persist, commit }: PutRecord): void {
    const { hard, truncateFrom, append, snap } = persist
    if (hard !== null) this.hard = hard
    if (hard !== null && hard.vote !== 0) this.#votes.set(hard.term, hard.vote)
    if (truncateFrom !== null) this.#cut(truncateFrom)
    for (const entry of append) {
      this.#log.push(entry)
      this.#held.add(key(entry.index, entry.term))
    }
    if (snap !== null) this.#install(snap)
    this.commit = Math.max(this.commit, commit)
  }

  termAt(index: LogIndex): Term {
    if (this.snap?.index === index) return this.snap.term
    return this.#log[index - this.#base - 1]?.term ?? 0
  }

  /** Here now, as an entry or inside the snapshot, which holds committed entries only. */
  holds(index: LogIndex, term: Term): boolean {
    return index <= (this.snap?.index ?? 0) || this.termAt(index) === term
  }

  /** Whether this entry has ever been durable here, cut since then or not. */
  everHeld(index: LogIndex, term: Term): boolean {
    return index <= (this.snap?.index ?? 0) || this.#held.has(key(index, term))
  }

  voteIn(term: Term): ReplicaId | 0 {
    return this.#votes.get(term) ?? 0
  }

  /** For the core of the next life, with what its files still hold behind the snapshot. */
  files(margin: number): ReplicaFiles {
    const { hard, commit, snap } = this
    const from = Math.max(this.#base, (snap?.index ?? 0) - margin)
    return { hard, commit, snap, log: this.#log.slice(from - this.#base) }
  }

  /** To try out what more records would lead to. */
  copy(): DurableReplica {
    const copy = new DurableReplica(this.replica)
    copy.hard = this.hard
    copy.commit = this.commit
    copy.snap = this.snap
    copy.#log = [...this.#log]
    copy.#base = this.#base
    return copy
  }

  #cut(from: LogIndex): void {
    this.#log.length = Math.max(0, Math.min(this.#log.length, from - 1 - this.#base))
  }

  /** Of another history than the snapshot, the whole log goes (B50). */
  #install(snap: SnapMeta): void {
    const isOurs = this.termAt(snap.index) === snap.term
    this.snap = snap
    if (isOurs) return
    this.#log = []
    this.#base = snap.index
  }
}
