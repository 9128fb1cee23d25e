// Where everything on the cluster stage lies, in pixels of the area it is given. Places depend on the names
// alone: they never change when a node dies, so that the eye finds it again.

import { scaleSqrt } from 'd3-scale'
import type { NodeId, NodeRole } from '../../shared/ids.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Room {
  readonly role: NodeRole
  readonly title: string
  readonly hint: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Place extends Point {
  readonly node: NodeId
  readonly role: NodeRole
  /** Half the width of the silhouette. */
  readonly r: number
}

export interface ClusterScene {
  readonly size: Size
  readonly rooms: readonly Room[]
  readonly places: readonly Place[]
  readonly r: number
}

/** From this width on the stage is meant for a projector: larger marks, to be read from the last row. */
const PROJECTOR_WIDTH = 1_200
const HALF_SIZE = { laptop: 30, projector: 46 }
/** Share of the width that the ATMs' room takes. */
const ATM_SHARE = 0.35
/** Share of the height that the managers' room takes. */
const MANAGER_SHARE = 0.37
const GAP = 16

const TITLES: Readonly<Record<NodeRole, readonly [string, string]>> = {
  manager: ['Managers', 'which topics, brokers and clients exist'],
  broker: ['Brokers', 'the messages, three replicas of every partition'],
  atm: ['ATMs', 'the bank accounts'],
}

export const isProjector = ({ width }: Size): boolean => width >= PROJECTOR_WIDTH

export function clusterScene(
  size: Size,
  nodes: readonly { readonly id: NodeId; readonly role: NodeRole }[],
): ClusterScene {
  const r = isProjector(size) ? HALF_SIZE.projector : HALF_SIZE.laptop
  const rooms = roomsOf(size)
  const places = rooms.flatMap((room) => {
    const ids = nodes.filter(({ role }) => role === room.role).map(({ id }) => id)
    return placesIn(room, ids.sort(byNumber), r)
  })
  return { size, rooms, places, r }
}

const byNumber = (a: NodeId, b: NodeId): number => a.localeCompare(b, 'en', { numeric: true })

function roomsOf({ width, height }: Size): readonly Room[] {
  const atmWidth = Math.round(width * ATM_SHARE)
  const left = width - atmWidth - 3 * GAP
  const top = Math.round((height - 3 * GAP) * MANAGER_SHARE)
  const room = (role: NodeRole, x: number, y: number, w: number, h: number): Room => ({
    role,
    title: TITLES[role][0],
    hint: TITLES[role][1],
    x,
    y,
    width: w,
    height: h,
  })
  return [
    room('manager', GAP, GAP, left, top),
    room('broker', GAP, top + 2 * GAP, left, height - top - 3 * GAP),
    room('atm', left + 2 * GAP, GAP, atmWidth, height - 2 * GAP),
  ]
}

/** Room for the crown above a node and for its name and state below, in multiples of its half size. */
const ABOVE = 1.75
const BELOW = 2.75

function placesIn(room: Room, ids: readonly NodeId[], r: number): readonly Place[] {
  const titleBar = r * 0.7
  const inner = {
    x: room.x + room.width / 2,
    top: room.y + titleBar + r * ABOVE,
    bottom: room.y + room.height - r * BELOW,
  }
  const rx = room.width / 2 - r * 2.6
  if (room.role === 'manager') return arc(ids, inner, rx, r)
  return ring(ids, inner, Math.min(rx, room.role === 'atm' ? rx : room.width * 0.36), r, room.role)
}

interface Inner {
  readonly x: number
  readonly top: number
  readonly bottom: number
}

/** Managers stand in a shallow arc: the middle one highest. */
function arc(ids: readonly NodeId[], { x, top, bottom }: Inner, rx: number, r: number): readonly Place[] {
  const depth = Math.max(0, bottom - top)
  return ids.map((node, at) => {
    const across = ids.length === 1 ? 0 : (2 * at) / (ids.length - 1) - 1
    return { node, role: 'manager', r, x: x + across * rx * 0.78, y: top + depth * across * across }
  })
}

/** First name at 12 o'clock, then clockwise. */
function ring(
  ids: readonly NodeId[],
  { x, top, bottom }: Inner,
  rx: number,
  r: number,
  role: NodeRole,
): readonly Place[] {
  const ry = Math.max(0, (bottom - top) / 2)
  const middle = (top + bottom) / 2
  // An odd ring is not as deep below as above: use the height it leaves.
  const lowest = Math.max(...ids.map((_, at) => -Math.cos((2 * Math.PI * at) / ids.length)))
  const stretch = ids.length > 1 ? (2 * ry) / (1 + lowest) : ry
  return ids.map((node, at) => {
    const angle = (2 * Math.PI * at) / ids.length
    const y = ids.length > 1 ? top + stretch * (1 - Math.cos(angle)) : middle
    return { node, role, r, x: x + rx * Math.sin(angle), y }
  })
}

export interface ArrowShape {
  readonly from: Point
  readonly to: Point
  readonly middle: Point
  /** One barb only, on the outer side: half an arrow for one direction of two. */
  readonly barb: Point
  readonly width: number
}

const SIDE = 7
const BARB = { laptop: 9, projector: 13 }
const width = scaleSqrt().domain([0, 400]).range([1.25, 4]).clamp(true)

/** The line from one node to another, beside the one that comes back. */
export function arrowShape(a: Place, b: Place, framesPerSecond: number): ArrowShape {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
  const ux = (b.x - a.x) / length
  const uy = (b.y - a.y) / length
  const side = a.r > HALF_SIZE.laptop ? SIDE * 1.4 : SIDE
  const gap = a.r * 1.42
  const point = (along: number): Point => ({
    x: a.x + ux * along - uy * side,
    y: a.y + uy * along + ux * side,
  })
  const barb = a.r > HALF_SIZE.laptop ? BARB.projector : BARB.laptop
  const to = point(length - gap)
  return {
    from: point(gap),
    to,
    middle: point(length / 2),
    barb: { x: to.x - ux * barb - uy * barb * 0.55, y: to.y - uy * barb + ux * barb * 0.55 },
    width: width(framesPerSecond),
  }
}

/** Managers and brokers talk too: one quiet trunk between their rooms. */
export function trunkOf({ rooms }: ClusterScene): { readonly from: Point; readonly to: Point } | null {
  const [managers, brokers] = rooms
  if (managers === undefined || brokers === undefined) return null
  const x = managers.x + managers.width / 2
  return { from: { x, y: managers.y + managers.height }, to: { x, y: brokers.y } }
}
