// Linearizable reads without a log entry (dissertation 6.4). The leader makes a token, notes its commit index,
// and sends the token with its next beat; a majority that echoes it proves that nobody else led when the read
// came. Tokens come from the leader alone and grow, so that no late answer fits a later read (B64).

import { MAX_WAITING_READS } from './limits.ts'
import { reachedByQuorum } from './quorum.ts'
import type { Asker } from './reads-state.ts'
import { refuseRequest, send } from './state.ts'
import type { Core, LeaderRole } from './state.ts'
import type { LogIndex, ReqId } from './types.ts'

/** Rule 22: before a commit in its own term a leader may not know all that is committed (B65). */
export const ownTermCommitted = (core: Core, leader: LeaderRole): boolean => core.commit >= leader.termStart

/** Notes a read of this replica's host; false if it was refused because too many wait. */
export function noteRead(core: Core, req: ReqId): boolean {
  const { asked, confirmed } = core.reads
  if (asked.size + confirmed.length >= MAX_WAITING_READS) {
    refuseRequest(core, req, 'dropped')
    return false
  }
  asked.set(req, core.now)
  return true
}

export function queueRead(leader: LeaderRole, asker: Asker): void {
  const { queued, rounds } = leader.reads
  const waiting = rounds.reduce((sum, round) => sum + round.askers.length, queued.length)
  // A follower's read that finds no room is not answered; its replica drops it after an election timeout.
  if (waiting < MAX_WAITING_READS) queued.push(asker)
}

/** True if a new token must go out: one round at a time, so many reads cost one beat per round trip. */
export const wantsRound = (core: Core, leader: LeaderRole): boolean =>
  leader.reads.queued.length > 0 && leader.reads.rounds.length === 0 && ownTermCommitted(core, leader)

/** Gives everything queued one token. The caller sends it. */
export function openRound(core: Core, leader: LeaderRole): void {
  const { reads } = leader
  if (reads.queued.length === 0 || !ownTermCommitted(core, leader)) return
  reads.lastToken += 1
  reads.rounds.push({ token: reads.lastToken, index: core.commit, askers: reads.queued })
  reads.queued = []
}

/** Answers every round that a full majority has echoed; the leader itself counts at once (B66). */
export function confirmRounds(core: Core, leader: LeaderRole): void {
  const { reads, progress } = leader
  if (reads.rounds.length === 0) return
  const { self } = core.options
  const echoed = reachedByQuorum(core.log.conf, (id) =>
    id === self ? reads.lastToken : (progress.get(id)?.echoed ?? 0),
  )
  while (reads.rounds[0] !== undefined && reads.rounds[0].token <= echoed) {
    const round = reads.rounds.shift()
    for (const asker of round?.askers ?? []) answer(core, asker, round?.index ?? 0)
  }
}

function answer(core: Core, { from, req }: Asker, index: LogIndex): void {
  if (from === core.options.self) confirmRead(core, req, index)
  else send(core, from, { t: 'readIndexResp', req, index }, 'hard')
}

/** An answer to a read that was dropped, or never asked, finds nothing and is ignored. */
export function confirmRead(core: Core, req: ReqId, index: LogIndex): void {
  const askedAt = core.reads.asked.get(req)
  if (askedAt === undefined) return
  core.reads.asked.delete(req)
  core.reads.confirmed.push({ req, index, askedAt })
}

export function dropAskedReads(core: Core): void {
  for (const req of core.reads.asked.keys()) refuseRequest(core, req, 'dropped')
  core.reads.asked.clear()
}

/** Rule 24: after an election timeout a read is dropped: certainly not done, ask again. */
export function dropOldReads(core: Core): void {
  const { asked, confirmed } = core.reads
  const isOld = (askedAt: number): boolean => core.now - askedAt >= core.options.electionTicks
  for (const [req, askedAt] of asked) {
    if (!isOld(askedAt)) break
    asked.delete(req)
    refuseRequest(core, req, 'dropped')
  }
  if (!confirmed.some(({ askedAt }) => isOld(askedAt))) return
  for (const { req, askedAt } of confirmed) if (isOld(askedAt)) refuseRequest(core, req, 'dropped')
  core.reads.confirmed = confirmed.filter(({ askedAt }) => !isOld(askedAt))
}

/** A read is ready when its index is applied here, not when it is only committed (B72). */
export function releaseReads(core: Core): void {
  const { confirmed } = core.reads
  const isReady = ({ index }: { readonly index: LogIndex }): boolean => index <= core.applied
  if (!confirmed.some(isReady)) return
  for (const { req, index } of confirmed.filter(isReady)) core.effects.reads.push({ req, index })
  core.reads.confirmed = confirmed.filter((read) => !isReady(read))
}
