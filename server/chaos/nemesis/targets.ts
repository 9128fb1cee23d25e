// Who is hit: one, a minority, a majority, the leaders, all. One vocabulary for all nemeses.

import type { NodeId, NodeRole } from '../../../shared/ids.ts'
import type { Random } from '../../../shared/random.ts'
import type { Scene } from './move.ts'

export const TARGETS = ['one', 'minority', 'majority', 'leaders', 'all'] as const
export type Target = (typeof TARGETS)[number]

export function pickTargets(
  scene: Scene,
  role: NodeRole,
  random: Random,
  among: readonly [Target, ...Target[]] = TARGETS,
): readonly NodeId[] {
  const nodes = shuffled(scene.nodes[role], random)
  const target = random.pick(among)
  switch (target) {
    case 'one':
      return nodes.slice(0, 1)
    case 'minority':
      return nodes.slice(0, Math.floor((nodes.length - 1) / 2))
    case 'majority':
      return nodes.slice(0, Math.floor(nodes.length / 2) + 1)
    case 'leaders':
      return leadersOf(scene, role)
    case 'all':
      return nodes
  }
}

/** A leader that one group does not have now is not hit. */
export function leadersOf(scene: Scene, role: NodeRole): readonly NodeId[] {
  const leaders = scene.groups.filter((group) => group.role === role).map(({ leader }) => leader)
  return [...new Set(leaders)].filter((leader) => leader !== null)
}

/** Some leader, if there is one, else anybody. */
export function pickLeader(scene: Scene, role: NodeRole, random: Random): NodeId {
  const [first, ...others] = [...leadersOf(scene, role), ...scene.nodes[role]]
  if (first === undefined) throw new Error(`there is no ${role}`)
  const leaders = leadersOf(scene, role).length
  return leaders === 0
    ? random.pick([first, ...others])
    : random.pick([first, ...others.slice(0, leaders - 1)])
}

export function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const left = [...items]
  return items.flatMap(() => left.splice(random.int(0, left.length - 1), 1))
}

/** Every two, in one direction. */
export const pairsOf = (nodes: readonly NodeId[]): readonly (readonly [NodeId, NodeId])[] =>
  nodes.flatMap((from, at) => nodes.slice(at + 1).map((to): readonly [NodeId, NodeId] => [from, to]))
