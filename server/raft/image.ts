// All that decides what a core does next, as text: two cores with one image answer every input alike. What a search
// merges by must be nothing less, or it would take one state for another. Ticks are ages here, and no older than any
// rule can tell; numbers of records count from the last durable one. Left out is only how long the next timers will
// be: whoever searches waits until one fires.

import type { Progress } from './progress.ts'
import type { Core, LeaderRole } from './state.ts'
import type { RaftCore } from './types.ts'

export interface ImagedCore extends RaftCore {
  image(): string
  clone(): ImagedCore
}

export function imageOf(core: Core): string {
  const { log, writes, role, reads, term, vote, leader, commit, handedOut, applied, restoring } = core
  const { baseIndex, lastIndex, snap } = log
  return JSON.stringify([
    [term, vote, leader, commit, handedOut, applied],
    // Later configurations are among the entries.
    [snap, baseIndex, log.termAt(baseIndex), log.confAt(baseIndex), log.slice(baseIndex + 1, lastIndex)],
    writes.image(),
    restoring && [restoring.meta, writes.ahead(restoring.record)],
    leader === 0 ? null : ageOf(core, core.leaderHeardAt),
    role.kind === 'leader' ? null : ageOf(core, core.timerStartedAt),
    [...reads.asked.keys(), reads.confirmed.map(({ req, index }) => [req, index])],
    roleOf(core),
  ])
}

/** No rule asks for more than one election timeout, and one whether it is exactly that. */
const ageOf = ({ now, options }: Core, tick: number): number =>
  Math.min(now - tick, options.electionTicks + 1)

function roleOf(core: Core): unknown {
  const { role, writes } = core
  if (role.kind === 'follower') return role.kind
  if (role.kind === 'preCandidate') return [role.kind, ...role.votes]
  if (role.kind === 'candidate') return [role.kind, writes.ahead(role.record), ...role.votes]
  return leaderOf(core, role)
}

function leaderOf(core: Core, role: LeaderRole): unknown {
  const { kind, progress, termStart, reads, uncommittedBytes, ticksSinceBeat, nextSession, transfer } = role
  return [
    [kind, termStart, reads, uncommittedBytes, ticksSinceBeat, nextSession],
    transfer && [transfer.to, transfer.req, transfer.told, ageOf(core, transfer.begunAt)],
    ageOf(core, role.confSettledAt),
    [...progress].map(([to, of]) => [to, progressOf(core, of)]),
  ]
}

const progressOf = (core: Core, { heardAt, ...rest }: Progress): unknown => ({
  ...rest,
  heard: ageOf(core, heardAt),
})
