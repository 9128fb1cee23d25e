import { check } from '../violation.ts'
import { committedTerm } from './history.ts'
import type { Invariant } from './invariant.ts'

const NAME = 'CommitRule'

/**
 * In office, a leader moves its commit index only to entries of its own term; older ones come along (paper
 * section 5.4.2, figure 8; B18). Random runs meet the harm itself too seldom to rely on it.
 */
export const commitRule: Invariant = {
  name: NAME,
  source: 'paper section 5.4.2; bug B18',
  seen({ group, before, now }) {
    const isInOffice = now.role === 'leader' && before?.role === 'leader' && before.term === now.term
    if (!isInOffice || now.commit === before.commit) return
    const term = committedTerm(group, now.commit)
    check(term === now.term, NAME, () => {
      return `${now.self} of term ${now.term} commits ${now.commit}, which is of term ${term}`
    })
  },
}
