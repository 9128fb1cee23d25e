// Nemeses of the network. The shapes are those of which it is known how a Raft group must take them (B14).

import type { NodeId } from '../../../shared/ids.ts'
import type { Random } from '../../../shared/random.ts'
import type { Move, Nemesis } from './move.ts'
import { fault } from './move.ts'
import { leadersOf, pairsOf, pickLeader, pickTargets, shuffled } from './targets.ts'

const cutBoth = (from: NodeId, to: NodeId): Move => fault({ kind: 'cut', from, to })
const cutOneWay = (from: NodeId, to: NodeId): Move => fault({ kind: 'cut', from, to, oneWay: true })

/** One link. */
export const cut: Nemesis = (scene, role, random) => {
  const from = pickLeader(scene, role, random)
  const to = shuffled(scene.nodes[role], random).find((node) => node !== from)
  return to === undefined ? [] : [cutBoth(from, to)]
}

/** Some are on an island of their own; named in none, all other nodes form one more. */
export const partition: Nemesis = (scene, role, random) => [
  fault({
    kind: 'partition',
    islands: [[...pickTargets(scene, role, random, ['one', 'minority', 'majority', 'leaders'])]],
  }),
]

/** A leader that speaks and hears nothing, or hears and is not heard. */
export const oneway: Nemesis = (scene, role, random) => {
  const victim = random.chance(0.7)
    ? pickLeader(scene, role, random)
    : (shuffled(scene.nodes[role], random)[0] ?? '')
  const silent = random.chance(0.5)
  return scene.nodes[role]
    .filter((node) => node !== victim)
    .map((node) => (silent ? cutOneWay(victim, node) : cutOneWay(node, victim)))
}

/** Two sides that do not see each other, and one node that sees both. */
export const bridge: Nemesis = (scene, role, random) => {
  const [middle, ...others] = bridgeFirst(scene.nodes[role], leadersOf(scene, role), random)
  if (middle === undefined) return []
  const half = Math.ceil(others.length / 2)
  const left = others.slice(0, half)
  return others.slice(half).flatMap((to) => left.map((from) => cutBoth(from, to)))
}

/** Half the time the bridge is no leader: then the leader stands on one side. */
const bridgeFirst = (nodes: readonly NodeId[], leaders: readonly NodeId[], random: Random) => {
  const mixed = shuffled(nodes, random)
  if (random.chance(0.5)) return mixed
  return [
    ...mixed.filter((node) => !leaders.includes(node)),
    ...mixed.filter((node) => leaders.includes(node)),
  ]
}

/** Everybody hears one neighbour only. */
export const ring: Nemesis = (scene, role, random) => {
  const nodes = shuffled(scene.nodes[role], random)
  return nodes.flatMap((from, at) =>
    nodes
      .filter((to) => to !== from && to !== nodes[(at + 1) % nodes.length])
      .map((to) => cutOneWay(from, to)),
  )
}

/** Loss, delay, doubles and disorder on every link between the nodes of the role. */
export const link: Nemesis = (scene, role, random) => {
  const dials = {
    delayMs: random.chance(0.6) ? random.int(5, 60) : 0,
    jitterMs: random.chance(0.6) ? random.int(1, 40) : 0,
    lossRate: random.chance(0.6) ? random.int(5, 30) / 100 : 0,
    duplicateRate: random.chance(0.5) ? random.int(5, 30) / 100 : 0,
    reorderRate: random.chance(0.5) ? random.int(5, 50) / 100 : 0,
  }
  const harsh = { ...dials, lossRate: dials.lossRate === 0 && dials.delayMs === 0 ? 0.2 : dials.lossRate }
  return pairsOf(scene.nodes[role]).map(([from, to]) => fault({ kind: 'link', from, to, ...harsh }))
}

/** Frames of one link wait on the wire until they are all let go at once, long after they were meant. */
export const hold: Nemesis = (scene, role, random) => {
  const from = pickLeader(scene, role, random)
  const to = shuffled(scene.nodes[role], random).find((node) => node !== from)
  if (to === undefined) return []
  return [
    fault({ kind: 'hold', from, to }),
    { kind: 'pause', ms: random.int(500, 4_000) },
    fault({ kind: 'release', from, to }),
  ]
}
