// Where everything on the cluster stage lies, in pixels of the area it is given. Places depend on the names
// alone: they never change when a node dies, so that the eye finds it again.

import type { NodeId, NodeRole } from '../../shared/ids.ts'
import type { Caption } from './captions.ts'
import { captionFor, captionRoom } from './captions.ts'
import type { Metrics } from './metrics.ts'
import { metricsFor } from './metrics.ts'
import { CROWN, RING, extentOf } from './silhouette.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Room extends Point, Size {
  readonly role: NodeRole
  readonly title: string
}

export interface Place extends Point {
  readonly node: NodeId
  readonly role: NodeRole
  /** Half the height of the silhouette. */
  readonly r: number
}

export interface CaptionedPlace extends Place {
  readonly caption: Caption
}

export interface ClusterScene {
  readonly size: Size
  readonly metrics: Metrics
  readonly rooms: readonly Room[]
  readonly places: readonly CaptionedPlace[]
  /** One quiet line for all connections between managers and brokers, where there are both. */
  readonly trunk: { readonly from: Point; readonly to: Point } | null
}

const TITLES: Readonly<Record<NodeRole, string>> = { manager: 'Managers', broker: 'Brokers', atm: 'ATMs' }
/** Share of the width that the ATMs' room takes: theirs is the smallest ring. */
const ATM_SHARE = 0.36

export function clusterScene(
  size: Size,
  nodes: readonly { readonly id: NodeId; readonly role: NodeRole }[],
  inLesson = false,
): ClusterScene {
  const metrics = metricsFor(size)
  const rooms =
    nodes.length > 0 && nodes.every(({ role }) => role === 'broker')
      ? [wholeRoom(size, metrics, inLesson ? 'Replicas' : TITLES.broker)]
      : roomsOf(size, metrics)
  const places = rooms.flatMap((room) => {
    const ids = nodes.filter(({ role }) => role === room.role).map(({ id }) => id)
    return placesIn(room, ids.sort(byNumber), metrics)
  })
  return { size, metrics, rooms, places, trunk: trunkBetween(rooms) }
}

const byNumber = (a: NodeId, b: NodeId): number => a.localeCompare(b, 'en', { numeric: true })

function roomsOf({ width, height }: Size, metrics: Metrics): readonly Room[] {
  const { pad, gap, legend } = metrics
  const atmWidth = Math.round((width - 3 * pad) * ATM_SHARE)
  const left = width - 3 * pad - atmWidth
  const bottom = height - legend
  const arcHeight = Math.round(Math.max(arcNeeds(metrics), (bottom - pad - gap) * 0.34))
  const room = (role: NodeRole, x: number, y: number, w: number, h: number): Room => ({
    role,
    title: TITLES[role],
    x,
    y,
    width: w,
    height: Math.max(0, h),
  })
  return [
    room('manager', pad, pad, left, arcHeight),
    room('broker', pad, pad + arcHeight + gap, left, bottom - pad - arcHeight - gap),
    room('atm', left + 2 * pad, pad, atmWidth, bottom - pad),
  ]
}

/** A simulated cluster has brokers only, and a lesson bare replicas: the picture is theirs. */
const wholeRoom = ({ width, height }: Size, { pad, legend }: Metrics, title: string): Room => ({
  role: 'broker',
  title,
  x: pad,
  y: pad,
  width: width - 2 * pad,
  height: Math.max(0, height - legend - pad),
})

/** Above a node's middle: its shape, two rings, the crown. Below: its shape and two rings. */
const above = (role: NodeRole, r: number): number => extentOf(role, r, (2 * RING + CROWN + 0.22) * r).height
const below = (role: NodeRole, r: number): number => extentOf(role, r, (2 * RING + 0.14) * r).height

/** So deep that the connection of the outer two passes below the one in the middle. */
const arcDepth = (r: number): number => extentOf('manager', r, (2 * RING + 0.46) * r).height
const arcNeeds = ({ r }: Metrics): number => above('manager', r) + arcDepth(r) + below('manager', r)

/** Of a ring's half height: nodes that stand lower than this are not in its upper half. */
const LEVEL = 0.1

function placesIn(room: Room, ids: readonly NodeId[], metrics: Metrics): readonly CaptionedPlace[] {
  const points = room.role === 'manager' ? arc(room, ids.length, metrics) : ring(room, ids.length, metrics)
  const isHigh = (at: number): boolean =>
    room.role !== 'manager' && Math.cos((2 * Math.PI * at) / points.length) > LEVEL
  return points.map((point, at) => {
    const place: Place = { ...point, node: ids[at] ?? '', role: room.role, r: metrics.r }
    const beside = at === 0 && isHigh(1) ? (points[1] ?? null) : null
    return { ...place, caption: captionFor(place, room, metrics, isHigh(at), beside) }
  })
}

/** Managers stand in a shallow arc, the middle one highest. */
function arc(room: Room, count: number, metrics: Metrics): readonly Point[] {
  const { r } = metrics
  const free = Math.max(0, room.height - arcNeeds(metrics))
  const top = room.y + above('manager', r) + free * 0.4
  const depth = arcDepth(r) + free * 0.2
  const half = Math.min(room.width * 0.36, room.width / 2 - captionRoom('beside', 'manager', metrics))
  return Array.from({ length: count }, (_, at) => {
    const across = count === 1 ? 0 : (2 * at) / (count - 1) - 1
    return { x: room.x + room.width / 2 + across * half, y: top + depth * across * across }
  })
}

/** A ring this many times as high as it is wide: steeper, and the arrows at its top would meet. */
const STEEPEST = 1.75

/** First name at 12 o'clock, then clockwise; the ring is as large as its room allows. */
function ring(room: Room, count: number, metrics: Metrics): readonly Point[] {
  const { r, pad } = metrics
  const angles = Array.from({ length: count }, (_, at) => (2 * Math.PI * at) / count)
  const deepest = Math.max(1, ...angles.map((angle) => 1 - Math.cos(angle)))
  const broadest = Math.max(0.5, ...angles.map(Math.sin))
  const top = room.y + above(room.role, r) + pad * 0.4
  const lowest = angles.some((angle) => Math.abs(angle - Math.PI) < 1e-6)
  const foot = lowest ? below(room.role, r) : captionRoom('below', room.role, metrics)
  const rx = Math.max(0, room.width / 2 - captionRoom('side', room.role, metrics)) / broadest
  const space = Math.max(0, room.y + room.height - foot - top)
  const depth = Math.min(space, 2 * rx * broadest * STEEPEST)
  const first = top + (space - depth) * 0.4
  const x = room.x + room.width / 2
  return angles.map((angle) => ({
    x: x + rx * Math.sin(angle),
    y: first + (depth / deepest) * (1 - Math.cos(angle)),
  }))
}

function trunkBetween([managers, brokers]: readonly Room[]): ClusterScene['trunk'] {
  if (managers === undefined || brokers === undefined) return null
  const x = managers.x + managers.width / 2
  return { from: { x, y: managers.y + managers.height }, to: { x, y: brokers.y } }
}
