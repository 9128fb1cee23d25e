// The one picture of a core for tests, transcripts, hashes of state and the dashboard. Plain JSON, always true.

import { heardVoters } from './leader.ts'
import { ownTermCommitted } from './reads.ts'
import type { Core, LeaderRole } from './state.ts'
import type { ProgressView, RaftView } from './types.ts'

export function viewOf(core: Core): RaftView {
  const { options, log, role } = core
  return {
    g: options.g,
    self: options.self,
    role: role.kind,
    term: core.term,
    vote: core.vote,
    leader: core.leader,
    firstIndex: log.baseIndex + 1,
    lastIndex: log.lastIndex,
    lastTerm: log.lastTerm,
    snapIndex: log.snapIndex,
    snapTerm: log.snap?.term ?? 0,
    commit: core.commit,
    applied: core.applied,
    durableIndex: core.writes.durableIndex,
    conf: log.conf,
    confIndex: log.confIndex,
    appliedConf: log.confAt(core.applied),
    progress: role.kind === 'leader' ? progressOf(core, role) : [],
    votes: votesOf(core),
    heard: role.kind === 'leader' ? heardVoters(core, role).length : 0,
    elapsedTicks: role.kind === 'leader' ? role.ticksSinceBeat : core.now - core.timerStartedAt,
    timeoutTicks: role.kind === 'leader' ? options.heartbeatTicks : core.timeoutTicks,
    ownTermCommitted: role.kind === 'leader' && ownTermCommitted(core, role),
    transferTo: role.kind === 'leader' ? (role.transfer?.to ?? 0) : 0,
  }
}

function progressOf(core: Core, leader: LeaderRole): ProgressView[] {
  return [...leader.progress].map(([to, progress]) => ({
    to,
    state: progress.state,
    match: progress.match,
    next: progress.next,
    inflight: progress.inflight.length,
    recent: core.now - progress.heardAt < core.options.electionTicks,
  }))
}

function votesOf({ role }: Core): RaftView['votes'] {
  if (role.kind !== 'preCandidate' && role.kind !== 'candidate') return []
  return [...role.votes].map(([from, granted]) => ({ from, granted }))
}
