import type { Config, LogIndex, ReplicaId } from '../../raft/types.ts'
import { majority } from '../layout.ts'
import { check } from '../violation.ts'
import { committedTerm } from './history.ts'
import type { GroupHistory } from './history.ts'
import type { Invariant, Sighting } from './invariant.ts'
import { isSameEntry } from './log-matching.ts'

const QUORUM = 'CommittedOnQuorum'
const IMMUTABLE = 'CommittedImmutable'

/**
 * Whatever any replica calls committed lies durable on a majority of its configuration when the first one does
 * (paper section 5.3), and never becomes another entry (paper section 5.4.3).
 */
export const commits: Invariant = {
  name: `${QUORUM}, ${IMMUTABLE}`,
  source: 'paper sections 5.3 and 5.4; bugs B18, B28',
  seen(sighting) {
    const { group, before, now, entries } = sighting
    const from = Math.max((before?.commit ?? 0) + 1, now.firstIndex)
    if (now.commit < from) return
    const knownBefore = group.committed.length
    const where = (index: LogIndex): string => `index ${index} of group ${group.layout.group}`
    check(from <= knownBefore + 1, IMMUTABLE, () => `nobody committed what is before ${where(from)}`)
    for (const entry of entries(from, now.commit)) {
      const known = group.committed[entry.index - 1]
      if (known === undefined) {
        group.committed.push({ entry, knownIn: now.term })
        continue
      }
      check(
        isSameEntry(known.entry, entry),
        IMMUTABLE,
        () => `${where(entry.index)} was committed with another entry`,
      )
      known.knownIn = Math.min(known.knownIn, now.term)
    }
    if (now.commit > knownBefore) checkQuorum(sighting, from)
  },
}

/**
 * The newest one is enough: equal entries have equal logs before them. Between the commit and this look the same
 * turn may have appended another configuration; then the one before it counted.
 */
function checkQuorum({ group, before, now }: Sighting, from: LogIndex): void {
  const { commit, self, term } = now
  const isHeld = (conf: Config): boolean => isMajority(conf, holdersOf(group, commit))
  check(isHeld(now.conf) || (before !== null && isHeld(before.conf)), QUORUM, () => {
    const holders = [...holdersOf(group, commit)].join(' ')
    return `${self} in term ${term} commits ${from}..${commit}, durable on ${holders} of ${now.conf.voters.join(' ')}`
  })
}

export function holdersOf(group: GroupHistory, index: LogIndex): ReadonlySet<ReplicaId> {
  const term = committedTerm(group, index)
  const holders = [...group.replicas.values()].filter(({ durable }) => durable.holds(index, term))
  return new Set(holders.map(({ replica }) => replica))
}

/** Of the voters; in a joint configuration of the leaving ones too (dissertation section 4.3). */
export function isMajority({ voters, outgoing }: Config, these: ReadonlySet<ReplicaId>): boolean {
  const holds = (ids: readonly ReplicaId[]): boolean =>
    ids.filter((id) => these.has(id)).length >= majority(ids.length)
  return holds(voters) && (outgoing.length === 0 || holds(outgoing))
}
