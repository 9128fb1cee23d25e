// Nemeses of processes, their disks and their power. What stopped is started again by healing, or here, while
// the rest of the fault still lasts.

import { MAX_BUSY_MS } from '../../../shared/fault.ts'
import type { NodeId } from '../../../shared/ids.ts'
import type { Random } from '../../../shared/random.ts'
import type { Move, Nemesis } from './move.ts'
import { fault, pause } from './move.ts'
import { pickTargets } from './targets.ts'

/** Half the time what was killed comes back by itself after a while, not only at the healing. */
const again = (nodes: readonly NodeId[], random: Random): readonly Move[] =>
  random.chance(0.5)
    ? [pause(random.int(500, 3_000)), ...nodes.map((node) => fault({ kind: 'start', node }))]
    : []

export const kill: Nemesis = (scene, role, random) => {
  const nodes = pickTargets(scene, role, random)
  return [...nodes.map((node) => fault({ kind: 'kill', node })), ...again(nodes, random)]
}

export const stop: Nemesis = (scene, role, random) => {
  const nodes = pickTargets(scene, role, random)
  return [...nodes.map((node) => fault({ kind: 'stop', node })), ...again(nodes, random)]
}

/** Nothing that was promised is lost with what was not yet on the disk, so it may hit everybody at once (B44). */
export const powercut: Nemesis = (scene, role, random) => {
  const nodes = pickTargets(scene, role, random)
  return [...nodes.map((node) => fault({ kind: 'powercut', node })), ...again(nodes, random)]
}

/** Thawed in between, a leader wakes up in a world that went on without it (B76). */
export const freeze: Nemesis = (scene, role, random) => {
  const nodes = pickTargets(scene, role, random)
  const thaw = [pause(random.int(1_000, 4_000)), ...nodes.map((node) => fault({ kind: 'thaw', node }))]
  return [...nodes.map((node) => fault({ kind: 'freeze', node })), ...(random.chance(0.7) ? thaw : [])]
}

export const busy: Nemesis = (scene, role, random) =>
  pickTargets(scene, role, random).map((node) =>
    fault({ kind: 'busy', node, ms: random.int(200, Math.min(3_000, MAX_BUSY_MS)) }),
  )

/** A disk that fails ends its process. */
export const disk: Nemesis = (scene, role, random) => {
  const nodes = pickTargets(scene, role, random, ['one', 'minority', 'majority', 'leaders'])
  return nodes.map((node) => {
    const mode = random.pick(['slow', 'slow', 'full', 'error'] as const)
    return fault({ kind: 'disk', node, mode, ...(mode === 'slow' ? { delayMs: random.int(50, 800) } : {}) })
  })
}
