// The election timer. It counts ticks since it was started and never reads a clock. Its length is drawn anew at
// each start, from one timeout up to just below two, so that candidates seldom meet (paper section 5.2).

import { emit, stamp } from './state.ts'
import type { Core } from './state.ts'

export function startTimer(core: Core): void {
  drawTimer(core)
  emit(core, { ...stamp(core), k: 'timeout', ticks: core.timeoutTicks })
}

/** For every beat of a leader: the same, but untold, or telemetry would carry nothing else. */
export function drawTimer(core: Core): void {
  const { electionTicks } = core.options
  core.timerStartedAt = core.now
  core.timeoutTicks = core.random.int(electionTicks, 2 * electionTicks - 1)
}

export const timerFired = (core: Core): boolean => core.now - core.timerStartedAt >= core.timeoutTicks

/** Rule 8: whoever heard a leader within the shortest timeout has no reason to want another. */
export const holdsLease = (core: Core): boolean =>
  // A leader that has lost its quorum steps down at the next tick, so one in office has a fresh quorum.
  core.role.kind === 'leader' ||
  (core.leader !== 0 && core.now - core.leaderHeardAt < core.options.electionTicks)
