// What each kind of fault does when it strikes.

import type { FaultChoice, OperatorChoice } from '../options.ts'
import { bridge, deaf, islands, mute, ring, some } from './cuts.ts'
import { jumpClock, rateClock, stopClocks } from './clock-strikes.ts'
import { crashWriting, flipBit, slowDisk } from './disk-strikes.ts'
import { addLearner, askForSnapshot, closeRemoved, handOver, promote, removeMember } from './operator.ts'
import type { Moment } from './moment.ts'
import { rejoin } from './rejoin.ts'
import { lag, overtake } from './snapshot-strikes.ts'
import { stutter } from './stutter.ts'

type Strike = (moment: Moment) => void

/** Share of the links that a uniform cut takes. */
const UNIFORM_SHARE = 0.3

export const STRIKES: Readonly<Record<FaultChoice | OperatorChoice, Strike>> = {
  crash: (at) => at.crash([at.node]),
  crashLeader: (at) => at.crash([at.leader() ?? at.node]),
  isolateLeader,
  duel,
  powerCut(at) {
    at.world.marks.hit('power cut of all')
    at.crash(at.all)
  },
  freeze(at) {
    at.apply({ kind: 'freeze', node: at.id(at.node) })
    at.after(at.lasting(), () => at.apply({ kind: 'thaw', node: at.id(at.node) }))
  },
  halves: (at) => at.cut(islands(at.all, at.half())),
  isolate: (at) => at.cut(islands(at.all, new Set([at.node]))),
  uniform: (at) => at.cut(some(at.all, () => at.random.chance(UNIFORM_SHARE))),
  bridge: (at) => at.cut(bridge(at.all, at.node, at.half())),
  ring: (at) => at.cut(ring(at.shuffled())),
  oneWay: (at) => at.cut(at.random.chance(1 / 2) ? mute(at.all, at.node) : deaf(at.all, at.node)),
  slowDisk: (at) => slowDisk(at, at.random.chance(1 / 2) ? (at.leader() ?? at.node) : at.node),
  flipBit: (at) => flipBit(at, at.node),
  link: degrade,
  timeout: fireTimers,
  crashWriting: (at) => crashWriting(at, at.node),
  stutter,
  overtake,
  lag,
  clockRate: rateClock,
  clockJump: jumpClock,
  clockPause: stopClocks,
  snapshot: askForSnapshot,
  transfer: handOver,
  addLearner,
  promote,
  remove: removeMember,
  closeRemoved,
  rejoin,
  heal: (at) => at.apply({ kind: 'heal' }),
}

/** Its last entries are on no other disk, perhaps not even on its own, when the next leader replaces them. */
function isolateLeader(at: Moment): void {
  const leader = at.leader() ?? at.node
  if (at.random.chance(1 / 2)) slowDisk(at, leader)
  const friend = at.random.int(0, at.all.length - 1)
  // Mute, it still hears the next leader, whose first append may replace what it is just writing.
  at.cut(at.random.chance(1 / 2) ? mute(at.all, leader) : islands(at.all, new Set([leader, friend])))
}

/** The leader dies, and once its lease is over several timers fire together. */
function duel(at: Moment): void {
  const leader = at.leader()
  if (leader !== null) at.crash([leader])
  at.after(at.timeout, () => fireTimers(at))
}

function degrade(at: Moment): void {
  const from = at.node
  const to = (from + at.random.int(1, Math.max(1, at.all.length - 1))) % at.all.length
  if (to === from) return
  const link = { kind: 'link', from: at.id(from), to: at.id(to) } as const
  const dials = {
    delayMs: at.random.int(0, 200),
    jitterMs: at.random.int(0, 100),
    lossRate: at.random.next(),
    duplicateRate: at.random.next() / 2,
    reorderRate: at.random.next(),
  }
  at.apply({ ...link, ...dials })
  at.after(at.lasting(), () => at.apply(link))
}

function fireTimers(at: Moment): void {
  const { group } = at
  if (group === undefined) return
  const members = at.world.roster.here(group.group).map(({ node }) => node)
  const chosen = members.filter(() => at.random.chance(1 / 2)).map((node) => at.id(node))
  if (chosen.length > 0) at.apply({ kind: 'timeout', nodes: chosen, group: group.name })
}
