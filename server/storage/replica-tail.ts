// Where one replica's log stands: hard state, last entry, snapshot. Replay folds the records of the
// files into it and checks that the indexes connect; the running log folds what it appends, so that the
// head of the next file can say it (B47). It keeps the terms as runs, never the entries.

import type { LogIndex, ReplicaId, Term } from '../../shared/ids.ts'
import type { HardState, SnapMeta } from '../raft/types.ts'
import type { PutRecord } from './port.ts'
import type { HeadGroup } from './records.ts'

export interface ReplicaTail {
  readonly group: number
  readonly replica: ReplicaId
  /** The replica as of now, in the shape of a head. */
  head(): HeadGroup
  /** Takes one record. Answers null, or why it does not connect to the ones before. */
  apply(put: PutRecord): string | null
  /** Entries up to this index lie before the oldest file. */
  unknownUpTo(): LogIndex
  /** A cut may reach behind the oldest file, where no term is known: then a later head tells it. */
  learn(said: HeadGroup): void
  /**
   * The record as it is to be written: where a leader's snapshot drops what stands behind it, with that cut.
   * A later replay may not know the term there any more, and could not see it (B50).
   */
  complete(put: PutRecord): PutRecord
}

interface TermRun {
  readonly from: LogIndex
  readonly term: Term
}

export const freshHead = (g: number, rep: ReplicaId): HeadGroup => ({
  g,
  rep,
  term: 0,
  vote: 0,
  last: [0, 0],
  snap: null,
  commit: 0,
})

export function createTail(begin: HeadGroup): ReplicaTail {
  let hard: HardState = { term: begin.term, vote: begin.vote }
  let commit = begin.commit
  let snap: SnapMeta | null = begin.snap
  let last: LogIndex = begin.last[0]
  let unknown: LogIndex = begin.last[0]
  const runs: TermRun[] = [{ from: last, term: begin.last[1] }]

  /** Null where the files at hand do not tell. */
  const knownTerm = (index: LogIndex): Term | null =>
    runs.findLast((run) => run.from <= index)?.term ?? (snap?.index === index ? snap.term : null)
  const termAt = (index: LogIndex): Term => knownTerm(index) ?? 0

  const push = (index: LogIndex, term: Term): void => {
    if (termAt(last) !== term || runs.length === 0) runs.push({ from: index, term })
    last = index
  }

  const cut = (from: LogIndex): void => {
    while ((runs.at(-1)?.from ?? -1) >= from) runs.pop()
    last = from - 1
    unknown = Math.min(unknown, last)
  }

  /** What stands behind a snapshot stays only if the entry at its index has its term (B50). */
  const drops = (meta: SnapMeta): boolean =>
    meta.index < last && (knownTerm(meta.index) ?? meta.term) !== meta.term

  const install = (meta: SnapMeta): void => {
    snap = meta
    if (meta.index >= last || drops(meta)) {
      runs.splice(0, runs.length, { from: meta.index, term: meta.term })
      last = meta.index
      unknown = meta.index
    } else {
      // Terms below a snapshot are never asked for again.
      const covered = runs.findLastIndex((run) => run.from <= meta.index)
      runs.splice(0, Math.max(0, covered))
    }
  }

  return {
    group: begin.g,
    replica: begin.rep,
    unknownUpTo: () => unknown,
    head: () => ({ ...begin, ...hard, last: [last, termAt(last)], snap, commit }),
    learn({ last: [index, term] }) {
      if (index === last && knownTerm(index) === null) runs.push({ from: index, term })
    },
    complete(put) {
      const { snap: meta, truncateFrom } = put.persist
      if (meta === null || truncateFrom !== null || !drops(meta)) return put
      return { ...put, persist: { ...put.persist, truncateFrom: meta.index + 1 } }
    },
    apply(put) {
      const { hard: newHard, truncateFrom, append, snap: newSnap } = put.persist
      if (put.group !== begin.g) return `it belongs to group ${begin.g}, not to ${put.group}`
      if (newHard !== null) hard = newHard
      if (truncateFrom !== null && truncateFrom > last + 1) return gap('the cut', truncateFrom, last)
      if (truncateFrom !== null) cut(truncateFrom)
      for (const entry of append) {
        if (entry.index !== last + 1) return gap('entry', entry.index, last)
        push(entry.index, entry.term)
      }
      if (newSnap !== null) install(newSnap)
      commit = Math.max(commit, put.commit)
      return null
    },
  }
}

const gap = (what: string, index: LogIndex, last: LogIndex): string =>
  `${what} at index ${index} does not connect to the last one, ${last}`
