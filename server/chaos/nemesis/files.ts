// Nemeses of what a stopped node has on its disk. Only one node is hit, and nothing else happens meanwhile: a disk
// that forgets is beyond what Raft promises to bear on more than a minority, or together with other faults.

import type { NodeId } from '../../../shared/ids.ts'
import type { Random } from '../../../shared/random.ts'
import type { Move, Nemesis, Scene } from './move.ts'
import { shuffled } from './targets.ts'

const LONGEST_REWIND_MS = 6_000
const SHORTEST_REWIND_MS = 2_000

/** What is flipped back must not be where a start would cut it off. */
export const corrupt: Nemesis = (scene, role, random) =>
  shuffled(scene.nodes[role], random)
    .slice(0, 1)
    .map((node): Move => {
      const aside = random.chance(0.6)
      const part = aside && random.chance(0.5) ? 'end' : 'fenced'
      return { kind: 'damage', node, part, where: random.next(), remedy: aside ? 'aside' : 'flip' }
    })

/** A broker without a folder is another broker; a manager or an ATM refuses, and rejoins as another replica (B17). */
export const wipe: Nemesis = (scene, role, random) =>
  shuffled(scene.nodes[role], random)
    .slice(0, 1)
    .map((node): Move => ({ kind: 'wipe', node }))

/** Those that follow in a group: they have something to lose that a leader counts on. */
const followers = (scene: Scene, random: Random): readonly NodeId[] =>
  shuffled(
    scene.nodes.broker.filter((node) =>
      scene.groups.some(
        ({ role, leader, replicas }) => role === 'broker' && leader !== node && replicas.includes(node),
      ),
    ),
    random,
  )

/** Its log is not made durable, and then the power takes what was acknowledged: only the leader can tell (B32). */
export const fsync: Nemesis = (scene, _, random) =>
  followers(scene, random)
    .slice(0, 1)
    .map((node): Move => ({ kind: 'unsynced', node, ms: random.int(SHORTEST_REWIND_MS, LONGEST_REWIND_MS) }))

/** A file that is whole and too old: only the leader can tell (B32). */
export const rewind: Nemesis = (scene, _, random) =>
  followers(scene, random)
    .slice(0, 1)
    .map((node): Move => {
      const ms = random.int(SHORTEST_REWIND_MS, LONGEST_REWIND_MS)
      return { kind: 'rewind', node, ms }
    })
