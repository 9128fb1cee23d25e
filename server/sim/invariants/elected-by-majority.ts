import { check } from '../violation.ts'
import { isMajority } from './commits.ts'
import type { Invariant } from './invariant.ts'

const NAME = 'ElectedByMajority'

/**
 * Whoever leads has the votes of a majority of its configuration, each of them durable at its voter (paper
 * section 5.2; B03, B08).
 */
export const electedByMajority: Invariant = {
  name: NAME,
  source: 'paper section 5.2; bugs B03, B08',
  seen({ group, before, now }) {
    if (now.role !== 'leader' || (before?.role === 'leader' && before.term === now.term)) return
    const voters = [...group.replicas.values()].filter(({ durable }) => durable.voteIn(now.term) === now.self)
    const votes = new Set(voters.map(({ replica }) => replica))
    const isElected = isMajority(now.conf, votes) || (before !== null && isMajority(before.conf, votes))
    check(isElected, NAME, () => {
      return `${now.self} leads term ${now.term} with votes of ${[...votes].join(' ')} of ${now.conf.voters.join(' ')}`
    })
  },
}
