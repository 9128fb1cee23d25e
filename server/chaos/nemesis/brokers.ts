// Whole brokers come and go: one joins, one is decommissioned, and what it held moves to others meanwhile, whatever
// else happens to the network and to processes.

import type { Move, Nemesis } from './move.ts'
import { pause } from './move.ts'
import { leadersOf, shuffled } from './targets.ts'

/** What one laptop runs beside everything else. */
const MOST_BROKERS = 6
/** Long enough for some of its replicas, too short for all of them under other faults. */
const LEAVE_MS = [4_000, 12_000] as const

/** Half the time one goes that leads: then its leaderships are handed over first. */
export const brokers: Nemesis = (scene, _, random) => {
  const present = scene.nodes.broker
  const leaders = leadersOf(scene, 'broker')
  const among = random.chance(0.5) && leaders.length > 0 ? leaders : present
  const [node] = shuffled(among, random)
  const joining: readonly Move[] = present.length < MOST_BROKERS ? [{ kind: 'join' }] : []
  if (node === undefined) return joining
  const leaving: Move = { kind: 'leave', node, ms: random.int(...LEAVE_MS) }
  return [...joining, pause(random.int(200, 3_000)), leaving]
}
