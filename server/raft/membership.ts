// Changing who belongs to the group, one voter at a time (dissertation 4): any majority of the old voters and any
// of the new ones have a replica in common, so both configurations may be in force at once on different replicas.
// Learners get everything and count for nothing; they are how a new voter catches up first.

import { newProgress } from './progress.ts'
import { votersOf } from './quorum.ts'
import { ownTermCommitted } from './reads.ts'
import type { Core, LeaderRole } from './state.ts'
import type { Config, LogIndex, Refusal, ReplicaId } from './types.ts'

/** Rule 26; null: it may be appended. */
export function whyNoChange(core: Core, leader: LeaderRole, conf: Config): Refusal | null {
  if (leader.transfer !== null) return 'transferring'
  // The published algorithm lacked this: without it two leaders in a row may each change the configuration of
  // which the other knows nothing, and commit with majorities that do not meet (errata of the dissertation; B58).
  if (!ownTermCommitted(core, leader)) return 'noOwnTermCommit'
  if (core.log.confIndex > core.commit) return 'confInFlight'
  return isValid(conf) && votersDiffering(core.log.conf, conf) <= 1 ? null : 'dropped'
}

function isValid({ voters, outgoing, learners }: Config): boolean {
  const all = [...voters, ...learners]
  const areIds = all.every((id) => Number.isSafeInteger(id) && id > 0)
  return areIds && voters.length > 0 && outgoing.length === 0 && new Set(all).size === all.length
}

function votersDiffering(before: Config, after: Config): number {
  const gone = before.voters.filter((id) => !after.voters.includes(id))
  const come = after.voters.filter((id) => !before.voters.includes(id))
  return gone.length + come.length
}

/** Everyone the leader sends to, in the order of the configuration. */
function othersOf(core: Core): ReadonlySet<ReplicaId> {
  const { conf } = core.log
  const others = new Set([...votersOf(conf), ...conf.learners])
  others.delete(core.options.self)
  return others
}

/**
 * The leader's progresses after its configuration changed. Who was left out goes on getting the log for a while,
 * so that it learns of it, and who comes back begins anew: answers to its former session count for nothing (B27).
 */
export function followConfig(core: Core, leader: LeaderRole, next: LogIndex): void {
  const { progress } = leader
  const others = othersOf(core)
  for (const [id, of] of progress) if (!others.has(id) && of.leftAt === 0) of.leftAt = core.log.confIndex
  for (const id of others) {
    const known = progress.get(id)
    if (known !== undefined && known.leftAt === 0) continue
    progress.set(id, newProgress(leader.nextSession, next, core.now))
  }
  leader.nextSession += 1
}

/** Who was left out by a committed configuration had an election timeout to hear of it. */
export function forgetLeft(core: Core, leader: LeaderRole): void {
  if (core.now - leader.confSettledAt !== core.options.electionTicks) return
  for (const [id, { leftAt }] of leader.progress) {
    if (leftAt > 0 && leftAt <= core.commit) leader.progress.delete(id)
  }
}

/** Rule 27: a leader that removed itself stays until that is committed, since only it can commit it. */
export const isRemoved = (core: Core): boolean =>
  core.log.confIndex <= core.commit && !votersOf(core.log.conf).includes(core.options.self)
