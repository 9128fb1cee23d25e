import type { LogIndex } from '../../raft/types.ts'
import { majority } from '../layout.ts'
import { check } from '../violation.ts'
import type { GroupHistory } from './history.ts'
import type { Invariant, Sighting } from './invariant.ts'
import { isSameEntry } from './log-matching.ts'

const QUORUM = 'CommittedOnQuorum'
const IMMUTABLE = 'CommittedImmutable'

/**
 * Whatever any replica calls committed lies durable on a majority at that moment (paper section 5.3),
 * and never becomes another entry (paper section 5.4.3).
 */
export const commits: Invariant = {
  name: `${QUORUM}, ${IMMUTABLE}`,
  source: 'paper sections 5.3 and 5.4; bugs B18, B28',
  seen(sighting) {
    const { group, before, now, entries } = sighting
    const from = (before?.commit ?? 0) + 1
    if (now.commit < from) return
    for (const entry of entries(from, now.commit)) {
      const known = group.committed[entry.index - 1]
      if (known === undefined) {
        group.committed.push({ entry, knownIn: now.term })
        continue
      }
      const where = (): string => `index ${entry.index} of group ${group.layout.group}`
      check(isSameEntry(known.entry, entry), IMMUTABLE, () => `${where()} was committed with another entry`)
      known.knownIn = Math.min(known.knownIn, now.term)
    }
    checkQuorum(sighting, from)
  },
}

/** The newest one is enough: equal entries have equal logs before them. */
function checkQuorum({ group, now }: Sighting, from: LogIndex): void {
  const holders = holdersOf(group, now.commit)
  check(holders >= majority(group.replicas.length), QUORUM, () => {
    const { commit, self, term } = now
    return `${self} in term ${term} commits ${from}..${commit}, durable on ${holders} of ${group.replicas.length}`
  })
}

export function holdersOf(group: GroupHistory, index: LogIndex): number {
  const term = group.committed[index - 1]?.entry.term ?? 0
  return group.replicas.filter(({ durable }) => durable.termAt(index) === term).length
}
