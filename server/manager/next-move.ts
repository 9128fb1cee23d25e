// What to do next about a move of a replica: pure, from the plan and from what the group's leader reports of
// its real configuration. Every deed may be repeated, so whoever becomes write manager simply goes on (B62).
// A step is noted in the directory only when the leader confirmed it as committed.

import type { NodeId } from '../../shared/ids.ts'
import type { MoveStep } from '../../shared/protocol/directory.ts'
import { BROKER_DEAD_AFTER_MS, LEARNER_DROPPED_AFTER_MS } from '../../shared/protocol/limits.ts'
import type { ReportedGroup, ReportedMember } from '../../shared/protocol/report.ts'
import type { MovingPartition } from '../machines/directory-moves.ts'

export interface MoveSight {
  /** The broker reports the new replica as its own. */
  readonly hosted: boolean
  /** For how long the new replica's broker has not been heard. */
  readonly silentMs: number
  /** The node has reported lately. */
  readonly heard: (node: NodeId) => boolean
  /** As the leader says; null while nobody is known to lead. */
  readonly group: Pick<ReportedGroup, 'replicaId' | 'members'> | null
  /** Close behind the leader's log, in two of its reports running. */
  readonly caughtUp: boolean
}

export type MoveDeed =
  | { readonly deed: 'wait' }
  /** The broker makes the replica. */
  | { readonly deed: 'host' }
  /** Nothing to order: this is so already. */
  | { readonly deed: 'note'; readonly step: MoveStep }
  /** Orders to the leader. */
  | { readonly deed: 'add' | 'promote' | 'remove' }
  | { readonly deed: 'transfer'; readonly to: NodeId }
  /** The learner's broker is gone, or an operator gave the move up: out with it, and that was the plan. */
  | { readonly deed: 'drop' }

export function nextMove({ move }: MovingPartition, sight: MoveSight): MoveDeed {
  const gone = sight.silentMs >= LEARNER_DROPPED_AFTER_MS
  if (move.step === 'planned') {
    if (sight.hosted) return { deed: 'note', step: 'hosted' }
    return { deed: gone ? 'drop' : 'host' }
  }
  const members = sight.group?.members ?? null
  if (members === null) return { deed: 'wait' }
  const has = (list: readonly ReportedMember[]): boolean =>
    list.some(({ replica }) => replica === move.add.replicaId)
  if (move.step === 'promoted') return leave(sight, members.voters, move.remove.replicaId)
  // Repeated although it votes already: whoever ordered it may not have lived to note it. Too late to give it up.
  if (has(members.voters)) return { deed: 'promote' }
  if (gone || move.givingUp === true) return { deed: 'drop' }
  if (move.step === 'hosted' || !has(members.learners)) return { deed: 'add' }
  const ready = sight.caughtUp && sight.silentMs < BROKER_DEAD_AFTER_MS
  return { deed: ready ? 'promote' : 'wait' }
}

/**
 * A leader hands over before it is taken out: to the voter that has most of its log. One that is silent comes last:
 * in a quiet group its match stays as good as any, and no attempt would be another's turn.
 */
function leave(sight: MoveSight, voters: readonly ReportedMember[], leaving: number): MoveDeed {
  if (sight.group?.replicaId !== leaving) return { deed: 'remove' }
  const [best] = voters
    .filter(({ replica }) => replica !== leaving)
    .sort(
      (a, b) =>
        Number(sight.heard(b.node)) - Number(sight.heard(a.node)) ||
        (b.match ?? 0) - (a.match ?? 0) ||
        a.replica - b.replica,
    )
  return best === undefined ? { deed: 'wait' } : { deed: 'transfer', to: best.node }
}
