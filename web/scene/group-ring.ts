// The ring of one group: where its replicas stand, and how much of each election timer is left.

import type { ClusterView, GroupView, ReplicaView } from '../../shared/cluster-view.ts'
import { confirmedLeader, linkKey } from '../../shared/cluster-view.ts'
import type { NodeId, NodeRole } from '../../shared/ids.ts'
import type { Place, Size } from './cluster.ts'

export interface Seat extends Place {
  /** Words stand outside the ring, where no arrow runs. */
  readonly words: 'above' | 'below'
}

export interface RingScene {
  readonly r: number
  readonly seats: readonly Seat[]
}

/** Half size of a replica: grows with the room, between what a laptop and a projector need. */
const R = { min: 30, max: 60, share: 0.112 }
/** More than these share the room: each is smaller, so that arrows stay visible between them. */
const ROOMY = 4
/** From the middle of a seat to that of its neighbour, in half sizes. */
const APART = 4.2
/** Room outside a seat, in half sizes: above for words and crown, beside for a long name, below for words. */
const MARGIN = { above: 3.3, side: 2, below: 2.8 }
/** Half of the longest words below a name, in px. */
const HALF_WORDS = 58

/** As large as the room lets it be, and so small that arrows between two neighbours stay visible. */
function seatSize({ width, height }: Size, count: number, radiusFor: (r: number) => number): number {
  const crowd = Math.min(1, ROOMY / count)
  const chord = count < 2 ? Infinity : 2 * Math.sin(Math.PI / count)
  const least = crowd * R.min
  let r = crowd * Math.max(R.min, Math.min(R.max, Math.min(width, height) * R.share))
  while (r > least && radiusFor(r) * chord < APART * r) r = Math.max(least, r - 1)
  return r
}

/** Whose processes hold the replicas of a group: by its kind, since names may be anything in a recording. */
export const HOSTS: Readonly<Record<GroupView['kind'], NodeRole>> = {
  managers: 'manager',
  atm: 'atm',
  partition: 'broker',
}

export function groupRing({ width, height }: Size, nodes: readonly NodeId[], role: NodeRole): RingScene {
  const angles = nodes.map((_, at) => (2 * Math.PI * at) / Math.max(1, nodes.length))
  // A triangle is not as deep as its circle: the ring is as large as its real extent allows.
  const depth = nodes.length < 2 ? 2 : 1 - Math.min(...angles.map(Math.cos))
  const breadth = Math.max(0.5, ...angles.map((angle) => Math.abs(Math.sin(angle))))
  const radiusFor = (r: number): number => {
    const side = Math.max(MARGIN.side * r, HALF_WORDS)
    const deep = (height - (MARGIN.above + MARGIN.below) * r) / depth
    return Math.max(0, Math.min(deep, (width / 2 - side) / breadth))
  }
  const r = seatSize({ width, height }, nodes.length, radiusFor)
  const radius = radiusFor(r)
  const free = height - (MARGIN.above + MARGIN.below) * r - radius * depth
  const top = MARGIN.above * r + free / 2
  const seats = nodes.map((node, at): Seat => {
    const angle = angles[at] ?? 0
    const isUpper = Math.cos(angle) > 0.05
    return {
      node,
      role,
      r,
      x: width / 2 + radius * Math.sin(angle),
      y: top + radius * (1 - Math.cos(angle)),
      words: isUpper ? 'above' : 'below',
    }
  })
  return { r, seats }
}

/** Below it samples come more often than beats, in cluster time. */
const SLOW_RATE = 0.1

/**
 * Whether the sample of a timer is drawn as it came. A follower that hears its leader restarts its timer with
 * every beat, more often than samples come: counting on between two samples would show a wait that never was.
 */
export function timerRests(view: ClusterView, group: GroupView, node: NodeId): boolean {
  const leader = confirmedLeader(view, group)
  if (leader === null || view.clock.rate < SLOW_RATE) return false
  const link = view.links[linkKey(leader.node, node)]
  return link === undefined || (link.state === 'up' && !link.rule.cut)
}

/** Share of the timeout that is left: 1 when just restarted, 0 when it is due. */
export function timerLeft(timer: NonNullable<ReplicaView['timer']>, now: number): number {
  const elapsed = timer.elapsedMs + Math.max(0, now - timer.at)
  return Math.min(1, Math.max(0, 1 - elapsed / Math.max(1, timer.timeoutMs)))
}

/** How a vote stands: `1 yes, 1 no, 1 no answer`. The candidate's own vote is its own to give. */
export function ballotWords({ node, ballots }: ReplicaView, voters: readonly NodeId[]): string {
  const answers = voters.map((voter) => (voter === node ? true : ballots[voter]))
  const count = (answer: boolean | undefined): number => answers.filter((one) => one === answer).length
  return [
    `${count(true)} yes`,
    ...(count(false) > 0 ? [`${count(false)} no`] : []),
    ...(count(undefined) > 0 ? [`${count(undefined)} no answer`] : []),
  ].join(', ')
}
