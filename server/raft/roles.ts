// How a replica becomes a follower, and how it takes note of a leader. Every path that gives up an office goes
// through here, so term, vote and open reads change in one place only (B30).

import { assert } from '../../shared/assert.ts'
import { dropAskedReads } from './reads.ts'
import { emit, stamp } from './state.ts'
import type { Core, Role } from './state.ts'
import { closeTransfer } from './transfer.ts'
import { drawTimer, startTimer } from './timer.ts'
import type { ReplicaId, Term } from './types.ts'

/** The only place where the vote is cleared: when the term rises, never when only the role changes (B02). */
export function raiseTerm(core: Core, term: Term, vote: ReplicaId | 0): void {
  assert(term > core.term, () => `term ${core.term} cannot become ${term}`)
  const from = core.term
  core.term = term
  core.vote = vote
  core.writes.hardChanged()
  emit(core, { ...stamp(core), k: 'term', from })
}

/** Same term or a higher one. `leader` is 0 while nobody is known to lead the term. */
export function becomeFollower(core: Core, term: Term, leader: ReplicaId | 0, why: string): void {
  const raised = term > core.term
  if (raised) raiseTerm(core, term, 0)
  const { role } = core
  const before = role.kind
  const leaderBefore = core.leader
  changeRole(core, { kind: 'follower' }, leader)
  // A leader has no election timer. All others keep theirs: only a leader or a granted vote restarts it.
  if (before === 'leader') startTimer(core)
  if (role.kind === 'leader') closeTransfer(core, role, raised)
  if (before !== 'follower' || leader !== leaderBefore) tellRole(core, why)
}

/** Reads that wait for the word of a leader are certainly not done when there is another, or none (rule 24). */
export function changeRole(core: Core, role: Role, leader: ReplicaId | 0): void {
  const dropped = role.kind !== core.role.kind || leader !== core.leader
  core.role = role
  core.leader = leader
  if (dropped) dropAskedReads(core)
}

export function tellRole(core: Core, why: string): void {
  emit(core, { ...stamp(core), k: 'role', role: core.role.kind, leader: core.leader, why })
}

/**
 * Rule 4: any message of the current term's leader restarts the timer, before it is even looked at, so also when
 * the answer will be a refusal (B13).
 */
export function hearLeader(core: Core, from: ReplicaId): void {
  assert(core.role.kind !== 'leader', () => `${from} and ${core.options.self} both lead term ${core.term}`)
  assert(core.leader === 0 || core.leader === from, () => `${from} and ${core.leader} lead term ${core.term}`)
  if (core.role.kind !== 'follower' || core.leader !== from) {
    becomeFollower(core, core.term, from, 'heard the leader of its term')
  }
  core.leaderHeardAt = core.now
  drawTimer(core)
}
