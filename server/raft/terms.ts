// Rules 1 to 3: what a term above or below our own means, before the role is even asked (paper section 5.1).

import { becomeFollower } from './roles.ts'
import type { VoteRequest } from './rows.ts'
import { send } from './state.ts'
import type { Core } from './state.ts'
import { holdsLease } from './timer.ts'
import type { Message, MessageOf } from './types.ts'
import { tellVote } from './voting.ts'

/** True: the role decides what to do with it, in the message's term. False: done. */
export function settleTerm(core: Core, msg: Message): boolean {
  // A pre-vote never changes a term, and its grant carries a term that nobody has yet.
  if (isPreVote(msg) || (msg.t === 'preVoteResp' && msg.granted)) return true
  if (msg.term < core.term) {
    if (isFromLeader(msg)) send(core, msg.from, { t: 'hbResp', readSeq: 0 }, 'hard')
    return false
  }
  if (msg.term === core.term) return true
  if (isVote(msg) && !msg.force && holdsLease(core)) {
    // Not even its term is taken over, or one returning node could unseat a leader that all others hear (B15).
    tellVote(core, msg, false, 'has a leader')
    return false
  }
  becomeFollower(core, msg.term, isFromLeader(msg) ? msg.from : 0, `term ${msg.term} has begun`)
  return true
}

const isPreVote = (msg: Message): boolean => msg.t === 'preVote'

const isVote = (msg: Message): msg is VoteRequest => msg.t === 'vote'

/** A leader of an old term is answered in ours, so that it learns of it; other old messages are ignored. */
const isFromLeader = (msg: Message): msg is MessageOf<'app' | 'hb' | 'snap'> =>
  msg.t === 'app' || msg.t === 'hb' || msg.t === 'snap'
