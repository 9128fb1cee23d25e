// Where the words of a node stand: outside its ring, where no arrow runs, and inside its room.

import type { NodeRole } from '../../shared/ids.ts'
import type { Place, Point, Room } from './cluster.ts'
import type { Metrics } from './metrics.ts'
import { CROWN, RING, extentOf } from './silhouette.ts'

export interface Caption {
  /** Of the first line's baseline, from the node's middle. */
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'middle' | 'end'
  /** Widest line, pixels: longer text is broken. */
  readonly width: number
}

/** Widest name and widest line below a node, in letters of the smallest text. */
const BESIDE_EM = 5.5
const BELOW_EM = 8.6
/** The longest name of a broker, `broker-99`. */
const NAME_EM = 4.6
/** Lines below a node: its name and two of what it is. */
const LINES = 3

const clear = (role: NodeRole, { r }: Metrics) => extentOf(role, r, 2 * RING * r + r * 0.28)

/** What a node and its words need from its middle to the edge of the room. */
export function captionRoom(where: 'beside' | 'below' | 'side', role: NodeRole, metrics: Metrics): number {
  const { small, line, pad } = metrics
  const { width, height } = clear(role, metrics)
  switch (where) {
    case 'beside':
      return width + BESIDE_EM * small + pad
    case 'below':
      return height + LINES * line + pad * 0.6
    case 'side':
      return Math.max(width, (BELOW_EM * small) / 2) + pad * 0.4
  }
}

/** From the middle of one node to the words of its right neighbour, where those stand above it. */
const toWordsOf = (neighbour: Point, { x }: Place, { small }: Metrics): number =>
  neighbour.x - x - (BELOW_EM * small) / 2

/**
 * `isHigh`: below it an arrow leads to its lower neighbour, so its words stand above. `beside`: such a neighbour, on
 * the right of the node in the middle.
 */
export function captionFor(
  place: Place,
  room: Room,
  metrics: Metrics,
  isHigh = false,
  beside: Point | null = null,
): Caption {
  const { small, line } = metrics
  const { width, height } = clear(place.role, metrics)
  const across = place.x - (room.x + room.width / 2)
  const isMiddle = Math.abs(across) < 1
  const toEdge = room.width / 2 - Math.abs(across) - width
  if (room.role === 'manager' && !isMiddle)
    return {
      x: across < 0 ? -width : width,
      y: 0,
      anchor: across < 0 ? 'end' : 'start',
      width: toEdge - metrics.pad * 0.5,
    }
  if (isMiddle) {
    const isLow = place.y > room.y + room.height * 0.62
    const y = isLow ? height * 0.35 : -height * 0.5
    // A name has its room, however near the next one stands.
    const nearest = beside === null ? Infinity : toWordsOf(beside, place, metrics) - width
    const free = Math.min(toEdge - metrics.pad, Math.max(NAME_EM * small, nearest))
    return { x: width, y, anchor: 'start', width: Math.min(free, 12 * small) }
  }
  const half = room.width / 2 - Math.abs(across) - metrics.pad * 0.4
  const broad = Math.min(2 * half, 12 * small)
  if (isHigh) {
    const crowned = extentOf(place.role, place.r, (2 * RING + CROWN) * place.r).height
    return { x: 0, y: -crowned - line * 1.45, anchor: 'middle', width: broad }
  }
  return { x: 0, y: height + line * 0.62, anchor: 'middle', width: broad }
}
