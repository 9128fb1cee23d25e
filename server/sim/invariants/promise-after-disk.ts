import type { LogIndex, Message, MessageOf, Term } from '../../raft/types.ts'
import { check } from '../violation.ts'
import type { GroupHistory, ReplicaHistory } from './history.ts'
import type { Invariant } from './invariant.ts'
import { promisedTermOf } from './monotone.ts'

const NAME = 'PromiseAfterDisk'

/**
 * No promise leaves a node before what it promises is durable there (bugs B03, B05, B38). Judged
 * by what the simulated disk holds, not by what core or host believe. A promise may be older than the newest
 * record: then it must have been durable once, since a late promise is only a slow one.
 */
export const promiseAfterDisk: Invariant = {
  name: NAME,
  source: 'SPEC.md, Durable before; bugs B01, B03, B05, B38',
  sent(group, replica, msg) {
    const durableTerm = replica.durable.hard.term
    const why = (): string =>
      `${msg.t} of term ${msg.term} leaves ${msg.from}, durable is term ${durableTerm}`
    check(promisedTermOf(msg) <= durableTerm, NAME, why)
    const kept = keeps(group, replica, msg)
    check(kept, NAME, () => `${why()}: ${JSON.stringify(msg)} is not durable`)
  },
}

function keeps(group: GroupHistory, replica: ReplicaHistory, msg: Message): boolean {
  switch (msg.t) {
    case 'vote':
      return (
        replica.durable.voteIn(msg.term) === msg.from && replica.durable.everHeld(msg.lastIndex, msg.lastTerm)
      )
    case 'voteResp':
      return !msg.granted || replica.durable.voteIn(msg.term) === msg.to
    case 'app':
    case 'hb':
      return replica.durable.voteIn(msg.term) === msg.from
    case 'appResp':
      return !msg.ok || holdsUpTo(group, replica, msg)
    case 'preVote':
    case 'preVoteResp':
    case 'hbResp':
    case 'snap':
    case 'timeoutNow':
    case 'readIndex':
    case 'readIndexResp':
      return true
  }
}

/** "Equal to the log of this term's leader up to `match`, and durable." */
function holdsUpTo(
  group: GroupHistory,
  { durable }: ReplicaHistory,
  msg: MessageOf<'appResp'> & { readonly ok: true },
): boolean {
  const term = leaderTermAt(group, msg.term, msg.match)
  if (durable.hard.term > msg.term) return durable.everHeld(msg.match, term)
  return durable.holds(msg.match, term)
}

/** Whatever lies behind the log with which it took office is its own. */
const leaderTermAt = (group: GroupHistory, term: Term, index: LogIndex): Term =>
  index === 0 ? 0 : (group.leads.get(term)?.terms[index - 1] ?? term)
