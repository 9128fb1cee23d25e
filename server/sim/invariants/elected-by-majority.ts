import { majority } from '../layout.ts'
import { check } from '../violation.ts'
import type { Invariant } from './invariant.ts'

const NAME = 'ElectedByMajority'

/** Whoever leads has the votes of a majority, each of them durable at its voter (paper section 5.2; B03, B08). */
export const electedByMajority: Invariant = {
  name: NAME,
  source: 'paper section 5.2; bugs B03, B08',
  seen({ group, before, now }) {
    if (now.role !== 'leader' || (before?.role === 'leader' && before.term === now.term)) return
    const votes = group.replicas.filter(({ durable }) => durable.voteIn(now.term) === now.self).length
    check(votes >= majority(group.replicas.length), NAME, () => {
      return `${now.self} leads term ${now.term} with ${votes} votes of ${group.replicas.length}`
    })
  },
}
