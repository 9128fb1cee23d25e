// The second phase: faults end for a majority of every group, or for all, and then within a bounded virtual
// time there must be one leader per group, equal logs and machines, and no request without an answer (B54). Some
// damage may stay: a dead minority.

import type { GroupHistory } from './invariants/history.ts'
import { compareState } from './invariants/machines.ts'
import type { GroupLayout } from './layout.ts'
import { applyFault } from './faults/apply.ts'
import { longestTimeout } from './options.ts'
import type { RaftView } from '../raft/types.ts'
import type { Placed } from './roster.ts'
import { SECOND } from './timeline.ts'
import { check } from './violation.ts'
import type { World } from './world.ts'

const NAME = 'Liveness'

/** Split votes happen; this many in a row do not. */
const TIMEOUTS_ALLOWED = 60
/** On top, for slow disks and logs that travel one entry at a time. */
const TIME_ALLOWED = 20 * SECOND
/** How often the goal is looked at. */
const LOOK_EVERY = 20_000

const CALM = {
  latency: [100, 500],
  lossRate: 0,
  duplicateRate: 0,
  reorderRate: 0,
  jitterMs: 0,
  flipRate: 0,
  capacity: 10_000,
} as const

/** `done` says what else must be true in the end; it answers what is missing. */
export function settle(world: World, step: () => void, wants: () => string | null = () => null): void {
  repair(world)
  const { timeline } = world
  const deadline = timeline.now + TIMEOUTS_ALLOWED * longestTimeout(world.options.node) + TIME_ALLOWED
  let lookAt = timeline.now
  for (;;) {
    if (timeline.now >= lookAt) {
      const missing = missingNow(world) ?? wants()
      if (missing === null) break
      check(timeline.now < deadline, NAME, () => `${missing}, long after all faults ended`)
      lookAt = timeline.now + LOOK_EVERY
    }
    step()
  }
  for (const group of world.observer.groups) compareStates(world, group)
}

function repair(world: World): void {
  const random = world.stream('repair')
  world.network.setAll(CALM)
  const keep = world.options.faults.leaveMinorityDead ? deadMinority(world, () => random.chance(1 / 2)) : []
  applyFault(world, { kind: 'heal' })
  for (const node of keep) {
    world.marks.hit('minority left dead')
    world.node(node).bury()
  }
}

/** Nodes whose loss leaves every group a sound majority. */
function deadMinority(world: World, picks: () => boolean): number[] {
  const dead: number[] = []
  for (const { number } of world.nodes)
    if (picks() && world.atlas.mayDamage(...dead, number)) dead.push(number)
  return dead
}

/** Replicas of which something may be expected: members whose node is not dead for good. */
export function alive(world: World, { group }: GroupLayout): readonly Placed[] {
  const here = world.roster.here(group).filter(({ node }) => !world.node(node).isBuried)
  const leader = world.leaderOf(group)
  const conf = leader === null ? undefined : world.node(leader).view(group)?.conf
  if (conf === undefined) return here
  return here.filter(({ replica }) => conf.voters.includes(replica) || conf.learners.includes(replica))
}

function missingNow(world: World): string | null {
  for (const layout of world.layout.groups) {
    const views = alive(world, layout).map(({ node }) => world.node(node).view(layout.group))
    if (views.includes(null)) return `a replica of ${layout.name} is not running`
    const missing = missingIn(views.filter((view) => view !== null))
    if (missing !== null) return `${layout.name}: ${missing}`
  }
  const silent = world.nodes.find(({ openRequests }) => openRequests > 0)
  return silent === undefined
    ? null
    : `${silent.openRequests} requests at node ${silent.number} have no answer`
}

function missingIn(views: readonly RaftView[]): string | null {
  const [leader, ...more] = views.filter(({ role }) => role === 'leader')
  if (leader === undefined) return 'no leader'
  if (more.length > 0) return 'two leaders'
  const behind = views.find(({ term, commit, applied, lastIndex, lastTerm }) => {
    if (term !== leader.term || lastTerm !== leader.lastTerm || lastIndex !== leader.lastIndex) return true
    return commit !== leader.lastIndex || applied !== leader.lastIndex
  })
  return behind === undefined ? null : `replica ${behind.self} is not level with its leader`
}

function compareStates(world: World, { layout, replicas }: GroupHistory): void {
  const states = new Map<number, string>()
  for (const { node, replica } of alive(world, layout)) {
    const applied = replicas.get(replica)?.applied ?? 0
    const state = JSON.stringify(world.node(node).machine(layout.group).snapshot())
    compareState(states, applied, replica, state)
  }
}
