// All that decides what a core does next, as text: two cores with one image answer every input alike. What a search
// merges by must be nothing less, or it would take one state for another; so every field has a line here, and a new one
// does not compile without. Ticks are ages, and no older than any rule can tell; numbers of records count from the last
// durable one. Left out is only how long the timers are: whoever searches waits until one fires.

import type { Progress } from './progress.ts'
import type { FollowerReads } from './reads-state.ts'
import type { Core, LeaderRole, Transfer } from './state.ts'
import type { RaftCore } from './types.ts'

export interface ImagedCore extends RaftCore {
  image(): string
  clone(): ImagedCore
}

/** What is kept of each field. */
type Image<T> = { readonly [field in keyof T]-?: (of: T, core: Core) => unknown }

const nothing = (): null => null

const CORE: Image<Core> = {
  term: ({ term }) => term,
  vote: ({ vote }) => vote,
  leader: ({ leader }) => leader,
  commit: ({ commit }) => commit,
  handedOut: ({ handedOut }) => handedOut,
  applied: ({ applied }) => applied,
  log: logOf,
  writes: ({ writes }) => writes.image(),
  restoring: ({ restoring, writes }) => restoring && [restoring.meta, writes.ahead(restoring.record)],
  leaderHeardAt: (core) => (core.leader === 0 ? null : ageOf(core, core.leaderHeardAt)),
  timerStartedAt: (core) => (core.role.kind === 'leader' ? null : ageOf(core, core.timerStartedAt)),
  reads: ({ reads }, core) => all(READS, reads, core),
  role: roleOf,
  // The same for a whole life.
  options: nothing,
  // How long timers are.
  timeoutTicks: nothing,
  random: nothing,
  // Every tick is told as an age.
  now: nothing,
  // Empty between steps, but for what is told of the start.
  effects: nothing,
}

const READS: Image<FollowerReads> = {
  asked: ({ asked }, core) => [...asked].map(([req, at]) => [req, ageOf(core, at)]),
  confirmed: ({ confirmed }, core) => confirmed.map(({ askedAt, ...read }) => [read, ageOf(core, askedAt)]),
}

const LEADER: Image<LeaderRole> = {
  kind: ({ kind }) => kind,
  termStart: ({ termStart }) => termStart,
  reads: ({ reads }) => reads,
  uncommittedBytes: ({ uncommittedBytes }) => uncommittedBytes,
  ticksSinceBeat: ({ ticksSinceBeat }) => ticksSinceBeat,
  nextSession: ({ nextSession }) => nextSession,
  transfer: ({ transfer }, core) => transfer && all(TRANSFER, transfer, core),
  confSettledAt: ({ confSettledAt }, core) => ageOf(core, confSettledAt),
  progress: ({ progress }, core) => [...progress].map(([to, of]) => [to, progressOf(core, of)]),
}

const TRANSFER: Image<Transfer> = {
  to: ({ to }) => to,
  req: ({ req }) => req,
  told: ({ told }) => told,
  begunAt: ({ begunAt }, core) => ageOf(core, begunAt),
}

export const imageOf = (core: Core): string => JSON.stringify(all(CORE, core, core))

const all = <T>(
  image: Readonly<Record<string, (of: T, core: Core) => unknown>>,
  of: T,
  core: Core,
): readonly unknown[] => Object.values(image).map((part) => part(of, core))

/** No rule asks for more than one election timeout, and one whether it is exactly that. */
const ageOf = ({ now, options }: Core, tick: number): number =>
  Math.min(now - tick, options.electionTicks + 1)

/** Later configurations are among the entries. */
function logOf({ log }: Core): unknown {
  const { baseIndex, lastIndex, snap } = log
  const entries = log.slice(baseIndex + 1, lastIndex)
  return [snap, baseIndex, log.termAt(baseIndex), log.confAt(baseIndex), entries]
}

function roleOf(core: Core): unknown {
  const { role, writes } = core
  if (role.kind === 'follower') return role.kind
  if (role.kind === 'preCandidate') return [role.kind, ...role.votes]
  if (role.kind === 'candidate') return [role.kind, writes.ahead(role.record), ...role.votes]
  return all(LEADER, role, core)
}

const progressOf = (core: Core, { heardAt, ...rest }: Progress): unknown => ({
  ...rest,
  heard: ageOf(core, heardAt),
})
