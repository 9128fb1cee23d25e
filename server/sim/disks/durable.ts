// What one replica's records amount to once they are durable: kept beside the disk, from the records alone,
// so that promises can be checked against it without asking the code that makes them.

import type { Entry, HardState, LogIndex, ReplicaId, Term } from '../../raft/types.ts'
import type { PutRecord } from '../../storage/port.ts'

/** Terms of one run stay far below this. */
const TERMS = 1_000_000
const key = (index: LogIndex, term: Term): number => index * TERMS + term

export interface ReplicaFiles {
  readonly hard: HardState
  readonly commit: LogIndex
  readonly log: readonly Entry[]
}

export class DurableReplica {
  hard: HardState = { term: 0, vote: 0 }
  commit: LogIndex = 0
  readonly log: Entry[] = []
  readonly #held = new Set<number>()
  readonly #votes = new Map<Term, ReplicaId>()

  /** Replayed in the order hard, truncate, append. */
  apply({ persist, commit }: PutRecord): void {
    const { hard, truncateFrom, append } = persist
    if (hard !== null) this.hard = hard
    if (hard !== null && hard.vote !== 0) this.#votes.set(hard.term, hard.vote)
    if (truncateFrom !== null) this.log.length = Math.min(this.log.length, truncateFrom - 1)
    for (const entry of append) {
      this.log.push(entry)
      this.#held.add(key(entry.index, entry.term))
    }
    this.commit = Math.max(this.commit, commit)
  }

  termAt(index: LogIndex): Term {
    return this.log[index - 1]?.term ?? 0
  }

  /** Whether this entry has ever been durable here, cut since then or not. */
  everHeld(index: LogIndex, term: Term): boolean {
    return index === 0 || this.#held.has(key(index, term))
  }

  voteIn(term: Term): ReplicaId | 0 {
    return this.#votes.get(term) ?? 0
  }

  /** For the core of the next life: it must not share the array that goes on growing here. */
  files(): ReplicaFiles {
    return { hard: this.hard, commit: this.commit, log: [...this.log] }
  }
}
