// The line of a half-arrow in each of its states: connected solid, connecting dashed, cut interrupted at
// the gate, gone ending on the way.

import type { LinkState } from '../../shared/trace-facts.ts'
import type { ArrowShape } from '../scene/arrow-shape.ts'
import type { Point } from '../scene/cluster.ts'

interface Props {
  readonly shape: ArrowShape
  readonly r: number
  readonly state: LinkState
  /** Nobody is there who could send. */
  readonly senderGone: boolean
}

/** Room for the disc of the gate, in half sizes of a node. */
const GATE = 0.36
/** How far a line goes whose other end is gone. */
const STUB = 0.6
/** WCAG 2.5.8: nothing to be hit is narrower, in pixels. */
const HIT = 24

export function ArrowLine({ shape, r, state, senderGone }: Props) {
  const { from, to, barb, width, hit } = shape
  const hitLine = <line className="arrow-hit" {...ends(hit.from, hit.to)} strokeWidth={HIT} />
  const head = (
    <path
      className="arrow-line"
      d={`M${at(to)}L${at(barb)}`}
      strokeWidth={Math.max(1.75, width)}
      strokeLinecap="round"
    />
  )
  if (senderGone)
    return (
      <>
        {hitLine}
        <line className="arrow-line arrow-absent" {...ends(from, to)} />
      </>
    )
  if (state === 'gone')
    return (
      <>
        {hitLine}
        <line className="arrow-line" {...ends(from, between(from, to, STUB))} strokeWidth={width} />
      </>
    )
  if (state !== 'cut')
    return (
      <>
        {hitLine}
        <line className="arrow-line" {...ends(from, to)} strokeWidth={width} />
        {head}
      </>
    )
  const length = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y))
  const gate = Math.hypot(shape.disc.x - from.x, shape.disc.y - from.y)
  const before = Math.max(0, gate - r * GATE) / length
  const after = Math.min(1, (gate + r * GATE) / length)
  return (
    <>
      {hitLine}
      <line className="arrow-line" {...ends(from, between(from, to, before))} strokeWidth={width} />
      <line className="arrow-line arrow-empty" {...ends(between(from, to, after), to)} strokeWidth={width} />
      {head}
    </>
  )
}

const at = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`
const ends = (a: Point, b: Point) => ({ x1: a.x, y1: a.y, x2: b.x, y2: b.y })
const between = (a: Point, b: Point, part: number): Point => ({
  x: a.x + (b.x - a.x) * part,
  y: a.y + (b.y - a.y) * part,
})
