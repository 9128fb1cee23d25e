// The voter's side of elections (paper sections 5.2, 5.4.1; dissertation 4.2.3, 9.6). It is the same in every
// role, whatever the replica believes about its own membership (B59). Vote and log are read in one step (B07).

import { isUpToDate } from './log.ts'
import { becomeFollower } from './roles.ts'
import type { VoteRequest } from './rows.ts'
import { emit, send, stamp } from './state.ts'
import type { Core } from './state.ts'
import { holdsLease, startTimer } from './timer.ts'

/** Changes neither term, vote, role nor timer, in any state and whatever the answer (B12). */
export function answerPreVote(core: Core, msg: VoteRequest): void {
  const why = whyNot(core, msg)
  tellVote(core, msg, true, why)
  // A grant carries the future term; a refusal our own, so that an asker left behind learns it (B11).
  const term = why === null ? msg.term : core.term
  send(core, msg.from, { t: 'preVoteResp', granted: why === null }, 'hard', term)
}

/** In the current term: a higher one has been adopted before, unless the lease refused it. */
export function answerVote(core: Core, msg: VoteRequest): void {
  const why = whyNot(core, msg)
  if (why === null) grant(core, msg)
  tellVote(core, msg, false, why)
  // A refusal promises nothing, but waits like a grant: one rule for both (B03).
  send(core, msg.from, { t: 'voteResp', granted: why === null }, 'all')
}

function grant(core: Core, msg: VoteRequest): void {
  if (core.vote === 0) {
    core.vote = msg.from
    core.writes.hardChanged()
  }
  if (core.role.kind !== 'follower') becomeFollower(core, core.term, 0, 'voted for another')
  startTimer(core)
}

/** Null: yes. A pre-vote is granted if that vote would be. */
function whyNot(core: Core, msg: VoteRequest): string | null {
  if (msg.term < core.term) return 'old term'
  if (!msg.force && holdsLease(core)) return 'has a leader'
  // One vote per term, first come first served; the next term is a new vote (paper section 5.2).
  if (msg.term === core.term && core.vote !== 0 && core.vote !== msg.from) return 'voted for another'
  const candidate = { index: msg.lastIndex, term: msg.lastTerm }
  return isUpToDate(candidate, core.log.last) ? null : 'log is behind'
}

export function tellVote(core: Core, msg: VoteRequest, pre: boolean, why: string | null): void {
  const granted = why === null
  emit(core, { ...stamp(core), k: 'vote', candidate: msg.from, granted, pre, why: why ?? 'granted' })
}
