// The line of one half-arrow: from one node to another, beside the one that comes back. Everything is in
// parts of the nodes' half size, so that a ring of any size looks the same.

import { scaleSqrt } from 'd3-scale'
import type { Place, Point } from './cluster.ts'
import { CROWN, RING, extentOf } from './silhouette.ts'

export interface ArrowShape {
  readonly from: Point
  readonly to: Point
  /** The disc: near the sender, where the gate really is, so that the discs of a crossing never meet. */
  readonly disc: Point
  /** One barb only, on the outer side: half an arrow for one direction of two. */
  readonly barb: Point
  /** What can be hit lies outwards of the line, so that the two directions do not share it. */
  readonly hit: { readonly from: Point; readonly to: Point }
  /** Words beside the disc, on the outer side, where the other direction does not run. */
  readonly words: Point & { readonly anchor: 'start' | 'middle' | 'end' }
  readonly width: number
}

const SIDE = 0.25
const BARB = 0.3
const GAP = 0.2
const HIT = 0.4
const DISC_AT = 0.36
/** Half size of a node for which strokes are given in pixels. */
const DRAWN_FOR = 30
const WORDS = 0.82

/** Stroke by the square root of the rate: twice as thick is four times as much. */
const thickness = scaleSqrt().domain([0, 400]).range([2, 3.6]).clamp(true)

export function arrowShape(a: Place, b: Place, framesPerSecond: number): ArrowShape {
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  // In a window without height all nodes lie on one point.
  const [ux, uy] = length === 0 ? [1, 0] : [(b.x - a.x) / length, (b.y - a.y) / length]
  const start = reach(a, ux, uy)
  const end = Math.max(start, length - reach(b, -ux, -uy))
  const point = (along: number, side: number): Point => ({
    x: a.x + ux * along - uy * side,
    y: a.y + uy * along + ux * side,
  })
  const share = (part: number): number => start + (end - start) * part
  const side = a.r * SIDE
  return {
    from: point(start, side),
    to: point(end, side),
    disc: point(share(DISC_AT), side),
    barb: point(end - a.r * BARB, side + a.r * BARB * 0.62),
    hit: { from: point(start, a.r * HIT), to: point(end, a.r * HIT) },
    words: { ...point(share(DISC_AT), a.r * WORDS), anchor: anchorOf(-uy) },
    width: thickness(framesPerSecond) * (a.r / DRAWN_FOR),
  }
}

/** Words grow away from the line. */
function anchorOf(outwards: number): 'start' | 'middle' | 'end' {
  if (outwards > 0.35) return 'start'
  return outwards < -0.35 ? 'end' : 'middle'
}

/** From the middle of a node to where its lines end: outside its rings, and above its crown. */
function reach({ role, r }: Place, ux: number, uy: number): number {
  const { width, height } = extentOf(role, r, (2 * RING + GAP) * r)
  const tall = uy < 0 ? height + CROWN * r * Math.max(0, -uy - Math.abs(ux)) : height
  // A gear is round; a drum and a bank note have corners to keep clear of: a superellipse.
  const power = role === 'manager' ? 2 : 4
  return (Math.abs(ux / width) ** power + Math.abs(uy / tall) ** power) ** (-1 / power)
}
