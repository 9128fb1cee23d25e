// Nemeses that work through the cluster's own doors: leadership moves, election timers fire together,
// replicas change their brokers, logs run over, the cluster clock slows down and stops.

import type { NodeRole } from '../../../shared/ids.ts'
import type { Random } from '../../../shared/random.ts'
import type { Move, Nemesis, Scene, SceneGroup } from './move.ts'
import { fault, pause } from './move.ts'
import { shuffled } from './targets.ts'

const groupsOf = (scene: Scene, role: NodeRole, random: Random): readonly SceneGroup[] =>
  shuffled(
    scene.groups.filter((group) => group.role === role),
    random,
  )

/** A storm: several in a row, to members in turn. */
export const transfer: Nemesis = (scene, role, random) => {
  const group = groupsOf(scene, role, random)[0]
  if (group === undefined) return []
  return Array.from(
    { length: random.int(2, 6) },
    (_, at) => group.replicas[at % group.replicas.length],
  ).flatMap((to): readonly Move[] =>
    to === undefined
      ? []
      : [fault({ kind: 'transfer', group: group.name, to }), pause(random.int(100, 1_500))],
  )
}

/** Elections on demand; all timers at once split the vote. */
export const timeout: Nemesis = (scene, role, random) =>
  groupsOf(scene, role, random)
    .slice(0, 2)
    .flatMap((group) => {
      const nodes = shuffled(group.replicas, random).slice(0, random.int(1, group.replicas.length))
      return [fault({ kind: 'timeout', nodes: [...nodes], group: group.name }), pause(random.int(300, 1_500))]
    })

/** One replica of a partition goes to a broker that had none of it. */
export const move: Nemesis = (scene, _, random) =>
  groupsOf(scene, 'broker', random)
    .slice(0, 1)
    .flatMap((group): readonly Move[] => {
      const from = shuffled(group.replicas, random)[0]
      const to = shuffled(scene.nodes.broker, random).find((node) => !group.replicas.includes(node))
      if (from === undefined || to === undefined) return []
      return [{ kind: 'replica', group: group.name, from, to }]
    })

/** More than lies between two snapshots and is kept behind one: whoever was away meanwhile needs a snapshot. */
const FLOOD_ENTRIES = 700

/** One replica is away while the log runs on and is compacted; then it comes back. */
export const flood: Nemesis = (scene, role, random) =>
  groupsOf(scene, role, random)
    .slice(0, 1)
    .flatMap(({ name, leader, replicas }): readonly Move[] => {
      const victim = shuffled(replicas, random).find((node) => node !== leader)
      if (victim === undefined) return []
      const [away, back] = random.pick([
        ['kill', 'start'],
        ['freeze', 'thaw'],
      ] as const)
      return [
        fault({ kind: away, node: victim }),
        { kind: 'flood', group: name, role, entries: FLOOD_ENTRIES },
        fault({ kind: back, node: victim }),
      ]
    })

/** Slow motion and a pause: no promise may depend on how fast time goes. */
export const clock: Nemesis = (_, __, random) => [
  { kind: 'clock', rate: random.pick([0.5, 0.2, 0.1]) },
  pause(random.int(1_000, 3_000)),
  { kind: 'clock', rate: 0 },
  pause(random.int(500, 2_000)),
  { kind: 'clock', rate: 1 },
]
