// The leader: takes office with a no-op, beats, checks that its quorum still hears it, reads, and leaves again.

import { assert } from '../../shared/assert.ts'
import { followConfig, forgetLeft, isRemoved } from './membership.ts'
import { endSnapshot } from './progress.ts'
import { appendOwn, propose, proposeConf } from './proposals.ts'
import { majorityOf, voteResult, votersOf } from './quorum.ts'
import { confirmRounds, noteRead, openRound, queueRead, wantsRound } from './reads.ts'
import { maybeAdvanceCommit, receiveAppendAnswer, replicateToAll, slowDown, wake } from './replication.ts'
import { becomeFollower, changeRole, hearLeader, tellRole } from './roles.ts'
import { ignore, leading } from './rows.ts'
import type { Row } from './rows.ts'
import { emit, send, stamp } from './state.ts'
import type { Core, LeaderRole, Votes } from './state.ts'
import type { Asker } from './reads-state.ts'
import type { MessageOf, ReplicaId } from './types.ts'
import { beginTransfer, expireTransfer, pursueTransfer } from './transfer.ts'
import { answerPreVote, answerVote } from './voting.ts'

export function becomeLeader(core: Core, votes: Votes): void {
  assert(core.writes.hardIsDurable, 'a leader takes office only when its own vote is durable')
  const { log } = core
  const termStart = log.lastIndex + 1
  const role: LeaderRole = {
    kind: 'leader',
    // All at the end of our own log: most followers are there, the others say where they are (paper section 5.3).
    progress: new Map(),
    termStart,
    reads: { lastToken: 0, rounds: [], queued: [] },
    uncommittedBytes: log.bytesBetween(core.commit + 1, log.lastIndex),
    ticksSinceBeat: 0,
    nextSession: 1,
    transfer: null,
    confSettledAt: core.now,
  }
  followConfig(core, role, termStart)
  changeRole(core, role, core.options.self)
  const granted = [...votes].filter(([, yes]) => yes).map(([id]) => id)
  emit(core, { ...stamp(core), k: 'leader', votes: granted, voters: votersOf(log.conf) })
  tellRole(core, 'won the election')
  // Rule 11: until an entry of this term is committed the leader cannot know what is (paper section 8).
  appendOwn(core, role, { index: termStart, term: core.term, kind: 'noop' })
}

function tick(core: Core): void {
  const leader = leading(core)
  if (!quorumIsFresh(core, leader)) {
    stepDown(core, leader)
    return
  }
  expireTransfer(core, leader)
  forgetLeft(core, leader)
  leader.ticksSinceBeat += 1
  if (leader.ticksSinceBeat < core.options.heartbeatTicks) return
  openRound(core, leader)
  beat(core, leader)
}

/** Rule 9: a leader cut off from its majority must not go on believing in itself (dissertation 6.2). */
const quorumIsFresh = (core: Core, leader: LeaderRole): boolean =>
  voteResult(core.log.conf, (id) => isFresh(core, leader, id)) === 'won'

const isFresh = (core: Core, leader: LeaderRole, id: ReplicaId): boolean => {
  const progress = leader.progress.get(id)
  if (progress === undefined) return id === core.options.self
  return core.now - progress.heardAt < core.options.electionTicks
}

export const heardVoters = (core: Core, leader: LeaderRole): readonly ReplicaId[] =>
  votersOf(core.log.conf).filter((id) => isFresh(core, leader, id))

function stepDown(core: Core, leader: LeaderRole): void {
  const heard = heardVoters(core, leader).length
  const needed = majorityOf(core.log.conf.voters.length)
  emit(core, { ...stamp(core), k: 'quorumLost', heard, needed })
  becomeFollower(core, core.term, 0, 'no majority heard for an election timeout')
}

/** What a follower hears of the commit index is never above what it is known to hold (B19). */
function beat(core: Core, leader: LeaderRole): void {
  leader.ticksSinceBeat = 0
  const readSeq = leader.reads.lastToken
  for (const [to, progress] of leader.progress) {
    send(core, to, { t: 'hb', commit: Math.min(progress.match, core.commit), readSeq }, 'nothing')
  }
}

function read(core: Core, asker: Asker): void {
  const leader = leading(core)
  queueRead(leader, asker)
  serveReads(core, leader)
}

/** A read does not wait for the next beat: it asks for one at once, unless a round is under way. */
function serveReads(core: Core, leader: LeaderRole): void {
  while (wantsRound(core, leader)) {
    openRound(core, leader)
    beat(core, leader)
    confirmRounds(core, leader)
  }
}

function receiveBeatAnswer(core: Core, msg: MessageOf<'hbResp'>): void {
  const leader = leading(core)
  const progress = leader.progress.get(msg.from)
  if (progress === undefined) return
  assert(msg.readSeq <= leader.reads.lastToken, () => `${msg.from} echoes token ${msg.readSeq}, never sent`)
  progress.heardAt = core.now
  progress.echoed = Math.max(progress.echoed, msg.readSeq)
  wake(core, msg.from, progress)
  confirmRounds(core, leader)
  serveReads(core, leader)
}

/** After own-disk progress and answers alike: reads that waited for rule 22 may now be asked about. */
function afterCommit(core: Core): void {
  const leader = leading(core)
  if (isRemoved(core)) {
    becomeFollower(core, core.term, 0, 'the group goes on without it')
    return
  }
  pursueTransfer(core, leader)
  serveReads(core, leader)
}

function hear(core: Core, from: ReplicaId): void {
  const progress = leading(core).progress.get(from)
  if (progress !== undefined) progress.heardAt = core.now
}

export const LEADER: Row = {
  message: {
    preVote: answerPreVote,
    // The election is over; a late grant changes nothing.
    preVoteResp: ignore,
    vote: answerVote,
    // Also a late refusal shows that its sender is there.
    voteResp: (core, msg) => hear(core, msg.from),
    // Two leaders in one term: the next three end the process (paper section 5.2, election safety).
    app: (core, msg) => hearLeader(core, msg.from),
    hb: (core, msg) => hearLeader(core, msg.from),
    snap: (core, msg) => hearLeader(core, msg.from),
    appResp: (core, msg) => {
      receiveAppendAnswer(core, leading(core), msg)
      afterCommit(core)
    },
    hbResp: receiveBeatAnswer,
    // It leads already.
    timeoutNow: ignore,
    readIndex: (core, msg) => {
      hear(core, msg.from)
      read(core, { from: msg.from, req: msg.req })
    },
    // Its asker, this replica, dropped the read when it took office.
    readIndexResp: ignore,
  },
  tick,
  propose,
  readIndex: (core, req) => {
    if (noteRead(core, req)) read(core, { from: core.options.self, req })
  },
  persisted: (core) => {
    const leader = leading(core)
    if (maybeAdvanceCommit(core, leader)) replicateToAll(core, leader)
    afterCommit(core)
  },
  proposeConf,
  transfer: (core, input) => beginTransfer(core, leading(core), input),
  snapStatus: (core, { to, ok }) => {
    const progress = leading(core).progress.get(to)
    if (progress !== undefined) endSnapshot(progress, ok)
  },
  // Nothing is sent at once, or a full outbox would be answered with more: the next beat's answer goes on.
  unreachable: (core, to) => slowDown(leading(core), to),
}
