// Asking for an office: first whether a vote would be won (pre-vote), then for the vote. Pre-vote, check-quorum
// and the lease are one package (dissertation 4.2.3, 9.6): pre-vote alone does not help against a bridge cut,
// check-quorum alone lets a returning node raise the term.

import { receiveAppend, receiveHeartbeat } from './append.ts'
import { becomeLeader } from './leader.ts'
import { voteResult, votersOf } from './quorum.ts'
import { becomeFollower, changeRole, raiseTerm, tellRole } from './roles.ts'
import { ignore } from './rows.ts'
import type { MessageRow, Row, VoteAnswer } from './rows.ts'
import { receiveOffer } from './snapshots.ts'
import { emit, refuseRequest, send, stamp } from './state.ts'
import type { Core, Votes } from './state.ts'
import { startTimer, timerFired } from './timer.ts'
import type { Body } from './types.ts'
import { answerPreVote, answerVote } from './voting.ts'

/** The timer of a follower or of a candidate has run out. */
function campaign(core: Core): void {
  if (mayCampaign(core)) askForPreVotes(core)
  else startTimer(core)
}

/**
 * The leader hands its office over (dissertation 3.10): no pre-vote, and `force`, since all the others hear that
 * leader and would refuse. Of several such words one is enough: the next comes in an old term.
 */
export function campaignAtOnce(core: Core): void {
  if (mayCampaign(core)) askForVotes(core, 'its leader hands over the office', true)
}

/**
 * Learners do not campaign. A voter that is left out by a change which is not committed still does: it may hold the
 * longest log, and then nobody else could win. It counts the votes of the others and not its own (dissertation 4.2.2).
 */
function mayCampaign({ log, commit, options: { self } }: Core): boolean {
  if (votersOf(log.conf).includes(self)) return true
  return log.confIndex > commit && votersOf(log.confAt(log.confIndex - 1)).includes(self)
}

/** Rule 5: changes neither term nor vote, so a replica that nobody hears disturbs nobody when it returns (B15). */
function askForPreVotes(core: Core): void {
  const { self } = core.options
  const votes: Votes = new Map([[self, true]])
  const why = core.role.kind === 'follower' ? 'no leader heard' : 'no majority in time'
  changeRole(core, { kind: 'preCandidate', votes }, 0)
  tellRole(core, why)
  startTimer(core)
  tellOwnVote(core, true)
  const future = core.term + 1
  askOthers(core, (to) => send(core, to, request(core, 'preVote', false), 'hard', future))
  settlePreVote(core, votes)
}

function askForVotes(core: Core, why: string, force: boolean): void {
  raiseTerm(core, core.term + 1, core.options.self)
  changeRole(core, { kind: 'candidate', votes: new Map(), record: core.writes.nextSeq }, 0)
  tellRole(core, why)
  startTimer(core)
  // Held until our own vote and every record before it are durable (B05): after a crash we would ask again in the
  // same term, perhaps with a shorter log, and answers to this request would count for that one.
  askOthers(core, (to) => send(core, to, request(core, 'vote', force), 'all'))
}

const request = (core: Core, t: 'preVote' | 'vote', force: boolean): Body => ({
  t,
  lastIndex: core.log.lastIndex,
  lastTerm: core.log.lastTerm,
  force,
})

function askOthers(core: Core, ask: (to: number) => void): void {
  for (const to of votersOf(core.log.conf)) if (to !== core.options.self) ask(to)
}

function tellOwnVote(core: Core, pre: boolean): void {
  emit(core, { ...stamp(core), k: 'vote', candidate: core.options.self, granted: true, pre, why: 'itself' })
}

/** A grant is a promise and is never taken back by a late refusal. */
const count = (votes: Votes, msg: VoteAnswer): void => {
  votes.set(msg.from, msg.granted || votes.get(msg.from) === true)
}

function receivePreVoteAnswer(core: Core, msg: VoteAnswer): void {
  // A grant names the term it is for; one of an older round is for a term that has come since (B09).
  if (core.role.kind !== 'preCandidate' || msg.term !== core.term + (msg.granted ? 1 : 0)) return
  count(core.role.votes, msg)
  settlePreVote(core, core.role.votes)
}

function settlePreVote(core: Core, votes: Votes): void {
  const result = voteResult(core.log.conf, (id) => votes.get(id))
  if (result === 'won') askForVotes(core, 'a majority would vote for it', false)
  else if (result === 'lost') becomeFollower(core, core.term, 0, 'a majority would not vote for it')
}

/** Only answers of this term get here, so an older candidacy's cannot count (B09). */
function receiveVoteAnswer(core: Core, msg: VoteAnswer): void {
  if (core.role.kind !== 'candidate') return
  count(core.role.votes, msg)
  settleVote(core, core.role.votes)
}

function settleVote(core: Core, votes: Votes): void {
  const result = voteResult(core.log.conf, (id) => votes.get(id))
  if (result === 'won') becomeLeader(core, votes)
  // The own vote stays given: only a higher term frees it (B02).
  else if (result === 'lost') becomeFollower(core, core.term, 0, 'a majority voted against it')
}

/** The own vote counts like any other: once it is durable. A group of one elects itself here. */
function countOwnVote(core: Core): void {
  const { role, writes, options } = core
  if (role.kind !== 'candidate' || role.votes.has(options.self) || !writes.isDurable(role.record)) return
  role.votes.set(options.self, true)
  tellOwnVote(core, false)
  settleVote(core, role.votes)
}

/** Both candidates give way to a leader of their term. */
const COMMON = {
  preVote: answerPreVote,
  vote: answerVote,
  app: receiveAppend,
  hb: receiveHeartbeat,
  // Also this proves that another leads the term (B53).
  snap: receiveOffer,
  // It leads nobody, so these answer questions of an earlier office.
  appResp: ignore,
  hbResp: ignore,
  // Only a leader may answer; the asker asks again (B71).
  readIndex: ignore,
  // Its read was dropped when this replica lost its leader.
  readIndexResp: ignore,
} satisfies Partial<MessageRow>

/** What a host asks of whoever leads nobody. */
export const NOT_LEADING = {
  tick: (core) => {
    if (timerFired(core)) campaign(core)
  },
  propose: (core, { req }) => refuseRequest(core, req, 'notLeader'),
  proposeConf: (core, { req }) => refuseRequest(core, req, 'notLeader'),
  transfer: (core, { req }) => refuseRequest(core, req, 'notLeader'),
  // It sends only answers and requests for votes; whoever wants them asks again.
  unreachable: ignore,
  // What it streamed as a leader is the next leader's business.
  snapStatus: ignore,
} satisfies Partial<Row>

const REST = {
  ...NOT_LEADING,
  readIndex: (core, req) => refuseRequest(core, req, 'notLeader'),
} satisfies Partial<Row>

export const PRE_CANDIDATE: Row = {
  ...REST,
  // Nothing of its own waits for the disk.
  persisted: ignore,
  message: {
    ...COMMON,
    timeoutNow: campaignAtOnce,
    preVoteResp: receivePreVoteAnswer,
    // It has asked for no vote in this term since it began to ask for pre-votes.
    voteResp: ignore,
  },
}

export const CANDIDATE: Row = {
  ...REST,
  persisted: countOwnVote,
  message: {
    ...COMMON,
    // It campaigns already.
    timeoutNow: ignore,
    // The pre-vote is over.
    preVoteResp: ignore,
    voteResp: receiveVoteAnswer,
  },
}
