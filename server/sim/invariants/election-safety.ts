import type { ReplicaId, Term } from '../../raft/types.ts'
import { check } from '../violation.ts'
import { committedTerms } from './history.ts'
import type { GroupHistory } from './history.ts'
import type { Invariant } from './invariant.ts'

const NAME = 'ElectionSafety'

/** At most one leader per term and group, over all lives (paper section 5.2, figure 3). */
export const electionSafety: Invariant = {
  name: NAME,
  source: 'paper figure 3, Election Safety',
  seen({ group, replica, now, entries }) {
    if (now.role !== 'leader') return
    noteLeader(group, now.term, now.self)
    const lead = group.leads.get(now.term)
    if (lead === undefined) {
      const held = entries(now.firstIndex, now.lastIndex).map(({ term }) => term)
      const terms = [...committedTerms(group, now.firstIndex - 1), ...held]
      group.leads.set(now.term, { replica: replica.replica, life: replica.life, terms })
      return
    }
    const isSame = lead.replica === replica.replica && lead.life === replica.life
    check(isSame, NAME, () => `${lead.replica} and ${replica.replica} lead term ${now.term}`)
    // A leader only appends (paper figure 3, Leader Append-Only).
    check(now.lastIndex >= lead.terms.length, NAME, () => `leader ${replica.replica} has cut its own log`)
    for (const { term } of entries(lead.terms.length + 1, now.lastIndex)) lead.terms.push(term)
  },
  sent(group, _replica, msg) {
    if (msg.t === 'app' || msg.t === 'hb') noteLeader(group, msg.term, msg.from)
  },
}

function noteLeader(group: GroupHistory, term: Term, leader: ReplicaId): void {
  const before = group.leaderOf.get(term) ?? leader
  check(before === leader, NAME, () => `${before} and ${leader} lead term ${term} of ${group.layout.group}`)
  group.leaderOf.set(term, leader)
}
