import type { Message, Term } from '../../raft/types.ts'
import { check } from '../violation.ts'
import type { ReplicaHistory } from './history.ts'
import type { Invariant } from './invariant.ts'

const NAME = 'Monotone'

/**
 * Term, commit and applied never fall within a life; the term never falls below one that was promised in an
 * earlier life; and over all lives a replica votes at most once per term (B01, B03, B23).
 */
export const monotone: Invariant = {
  name: NAME,
  source: 'paper section 5.1, 5.2; bugs B01, B02, B03, B23',
  seen({ replica, before, now }) {
    if (before === null) {
      const { promisedTerm } = replica
      check(
        now.term >= promisedTerm,
        NAME,
        () => `${now.self} starts in ${now.term}, promised ${promisedTerm}`,
      )
      return
    }
    const falls = (what: 'term' | 'commit' | 'applied'): string =>
      `${what} of ${now.self} falls to ${now[what]}`
    check(now.term >= before.term, NAME, () => falls('term'))
    check(now.commit >= before.commit, NAME, () => falls('commit'))
    check(now.applied >= before.applied, NAME, () => falls('applied'))
  },
  sent(_group, replica, msg) {
    replica.promisedTerm = Math.max(replica.promisedTerm, promisedTermOf(msg))
    if (msg.t === 'vote') noteVote(replica, msg.term, msg.from)
    if (msg.t === 'voteResp' && msg.granted) noteVote(replica, msg.term, msg.to)
  },
}

/** A pre-vote and its grant speak of a term that nobody is in yet. */
export const promisedTermOf = (msg: Message): Term =>
  msg.t === 'preVote' || (msg.t === 'preVoteResp' && msg.granted) ? 0 : msg.term

function noteVote(replica: ReplicaHistory, term: Term, candidate: number): void {
  const before = replica.votes.get(term) ?? candidate
  check(
    before === candidate,
    NAME,
    () => `${replica.replica} votes for ${before} and ${candidate} in ${term}`,
  )
  replica.votes.set(term, candidate)
}
