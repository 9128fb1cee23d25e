import type { Config, Entry } from '../../raft/types.ts'
import { check } from '../violation.ts'
import { committedTerm } from './history.ts'
import type { Invariant } from './invariant.ts'

const NAME = 'OneChange'

/**
 * At most one configuration of a group is not committed: a leader appends the next one only when the last one
 * is, only when an entry of its own term is (B58), and it differs by one voter at most (dissertation section 4.1).
 */
export const oneChange: Invariant = {
  name: NAME,
  source: 'dissertation section 4.1 and its errata; bug B58',
  seen({ group, before, now, changedFrom, entries }) {
    const isInOffice = now.role === 'leader' && before?.role === 'leader' && before.term === now.term
    if (!isInOffice || changedFrom > now.lastIndex) return
    const fresh = entries(changedFrom, now.lastIndex).filter(isConf)
    for (const entry of fresh) {
      if (entry.index <= before.lastIndex) continue
      const open = entries(group.committed.length + 1, entry.index - 1).filter(isConf)
      check(open.length === 0, NAME, () => `${now.self} changes the members twice at ${entry.index}`)
      const newest = Math.min(group.committed.length, entry.index - 1)
      const why = (): string => `${now.self} changes the members before a commit in its term ${now.term}`
      check(committedTerm(group, newest) === now.term, NAME, why)
      const apart = votersApart(before.conf, entry.conf)
      check(apart <= 1, NAME, () => `${now.self} changes ${apart} voters at once`)
    }
  },
}

const isConf = (entry: Entry): entry is Extract<Entry, { kind: 'conf' }> => entry.kind === 'conf'

function votersApart({ voters: one }: Config, { voters: other }: Config): number {
  const missing = (ids: typeof one, from: typeof one): number => ids.filter((id) => !from.includes(id)).length
  return missing(one, other) + missing(other, one)
}
