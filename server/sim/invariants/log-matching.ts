import type { Entry, Term } from '../../raft/types.ts'
import { check } from '../violation.ts'
import { committedTerm, placeOf } from './history.ts'
import type { GroupHistory } from './history.ts'
import type { Invariant } from './invariant.ts'

const NAME = 'LogMatching'

/**
 * Same index and term: same entry, and the same entries before it (paper section 5.3, figure 3). Each entry is
 * compared once with the first of its index and term, together with the term before it; so by induction the
 * whole logs before it are equal. Logs in memory and logs on disk alike.
 */
export const logMatching: Invariant = {
  name: NAME,
  source: 'paper figure 3, Log Matching',
  seen({ group, now, changedFrom, entries }) {
    if (changedFrom > now.lastIndex) return
    const from = Math.max(changedFrom, now.firstIndex)
    const [previous] = from > now.firstIndex ? entries(from - 1, from - 1) : []
    compare(group, entries(from, now.lastIndex), previous?.term ?? committedTerm(group, from - 1))
  },
  durable(group, { durable }, { persist }) {
    const first = persist.append[0]
    if (first !== undefined) compare(group, persist.append, durable.termAt(first.index - 1))
  },
}

function compare(group: GroupHistory, entries: readonly Entry[], termBefore: Term): void {
  let before = termBefore
  for (const entry of entries) {
    const place = placeOf(entry.index, entry.term)
    const known = group.placed.get(place)
    if (known === undefined) group.placed.set(place, { entry, before })
    else {
      const where = (): string => `entry ${entry.index} of term ${entry.term} of group ${group.layout.group}`
      check(isSameEntry(known.entry, entry), NAME, () => `${where()} differs between two logs`)
      check(known.before === before, NAME, () => `${where()} follows terms ${known.before} and ${before}`)
    }
    before = entry.term
  }
}

export const isSameEntry = (one: Entry, other: Entry): boolean =>
  one === other ||
  (one.index === other.index &&
    one.term === other.term &&
    one.kind === other.kind &&
    dataOf(one) === dataOf(other))

const dataOf = (entry: Entry): string => {
  if (entry.kind === 'cmd') return entry.data
  return entry.kind === 'conf' ? JSON.stringify(entry.conf) : ''
}
