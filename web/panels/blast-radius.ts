// What stopping one process would do to every group it serves, before it is stopped: who elects, who
// keeps its leader, who loses the majority it needs (paper, section 5.1: a majority of the servers).

import type { ClusterView, GroupView } from '../../shared/cluster-view.ts'
import { confirmedLeader, isUp, votersUp } from '../../shared/cluster-view.ts'
import type { GroupName, NodeId } from '../../shared/ids.ts'
import { listed } from './quantities.ts'

export interface BlastRadius {
  readonly elect: readonly GroupName[]
  readonly keep: readonly GroupName[]
  readonly loseQuorum: readonly GroupName[]
  /** Have none already. */
  readonly without: readonly GroupName[]
}

type Effect = keyof BlastRadius

export const majorityOf = (group: GroupView): number => Math.floor(group.voters.length / 2) + 1

function effectOn(view: ClusterView, group: GroupView, node: NodeId): Effect {
  const up = votersUp(view, group)
  if (up < majorityOf(group)) return 'without'
  const left = up - (isUp(view.nodes[node]) ? 1 : 0)
  if (left < majorityOf(group)) return 'loseQuorum'
  const leader = confirmedLeader(view, group)
  return leader === null || leader.node === node ? 'elect' : 'keep'
}

/** Groups are told apart as they stand now: a second fault in the meantime may change the outcome. */
export function blastRadius(view: ClusterView, node: NodeId): BlastRadius {
  const result: Record<Effect, GroupName[]> = { elect: [], keep: [], loseQuorum: [], without: [] }
  for (const group of Object.values(view.groups))
    if (group.voters.includes(node)) result[effectOn(view, group, node)].push(group.name)
  return result
}

const verb = (names: readonly string[], one: string, many: string): string =>
  `${listed(names)} ${names.length === 1 ? one : many}`

/** Begins in lower case, since it may begin with a group's name: something like "now:" goes before it. */
export function blastSentence(radius: BlastRadius): string {
  const { elect, keep, loseQuorum, without } = radius
  const served = elect.length + keep.length + loseQuorum.length + without.length
  if (served === 0) return 'it serves no group, so nobody elects.'
  const parts: string[] = []
  if (elect.length > 0) parts.push(verb(elect, 'elects', 'elect'))
  if (keep.length > 0) parts.push(verb(keep, 'keeps its leader', 'keep their leaders'))
  parts.push(
    loseQuorum.length > 0 ? verb(loseQuorum, 'loses its quorum', 'lose their quorum') : noLoss(without),
  )
  if (without.length > 0) parts.push(verb(without, 'has no quorum already', 'have no quorum already'))
  return `${parts.join('; ')}.`
}

const noLoss = (without: readonly string[]): string =>
  without.length > 0 ? 'no further group loses its quorum' : 'no group loses its quorum'
