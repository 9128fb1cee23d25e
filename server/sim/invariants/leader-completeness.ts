import { check } from '../violation.ts'
import type { GroupHistory, Lead } from './history.ts'
import type { Invariant } from './invariant.ts'

const NAME = 'LeaderCompleteness'

/**
 * A leader holds every entry that was committed in an earlier term (paper figure 3, section 5.4.3). Looked at
 * when somebody takes office, and again for every later leader when something old becomes known as committed.
 */
export const leaderCompleteness: Invariant = {
  name: NAME,
  source: 'paper figure 3, Leader Completeness',
  seen({ group, before, now }) {
    const lead = now.role === 'leader' ? group.leads.get(now.term) : undefined
    const tookOffice = lead !== undefined && (before?.role !== 'leader' || before.term !== now.term)
    if (lead !== undefined && tookOffice) checkLead(group, now.term, lead, 0)
    const committedBefore = before?.commit ?? 0
    if (now.commit === committedBefore) return
    for (const [term, later] of group.leads) {
      if (term > now.term) checkLead(group, term, later, committedBefore)
    }
  },
}

function checkLead(group: GroupHistory, term: number, lead: Lead, from: number): void {
  for (let at = from; at < group.committed.length; at += 1) {
    const committed = group.committed[at]
    if (committed === undefined || committed.knownIn >= term) continue
    check(lead.terms[at] === committed.entry.term, NAME, () => {
      const { index } = committed.entry
      return `leader ${lead.replica} of term ${term} lacks ${index}, committed in term ${committed.knownIn}`
    })
  }
}
