// The gate of one direction: a small ring while it is open, a disc with the sign of what was done to it, and
// the switch that cuts or mends. Keyboards cut with X, on the selected half-arrow.

import type { RuleSign } from '../scene/arrows.ts'
import type { Point } from '../scene/cluster.ts'

interface Props {
  readonly place: Point
  readonly r: number
  /** What was done to it; null: nothing. */
  readonly kind: RuleSign['kind'] | 'cut' | null
  readonly onToggle: () => void
}

const FACE = 0.3
const IDLE = 0.11
/** WCAG 2.5.8: half of 24 pixels. */
const HIT_RADIUS = 12

/** Drawn for a face of radius 9: hand, clock, die, two sheets, crossed arrows. */
const PATHS: Readonly<Record<RuleSign['kind'] | 'cut', string>> = {
  cut: 'M-3.6 -3.6L3.6 3.6M3.6 -3.6L-3.6 3.6',
  hold: 'M-3.4 -1V2.4Q-3.4 4.8 0 4.8T3.4 2.4V-2.6M-3.4 -1V-2.8M-1.1 -.4V-4.2M1.2 -.4V-4.4M3.4 -.4V-2.8',
  delay: 'M0 -4.6V0L3.2 2',
  loss: 'M-4 -4H4V4H-4ZM-1.6 -1.6v.1M1.6 1.6v.1',
  duplicate: 'M-4.2 -4.2H1.8V1.8H-4.2ZM1.8 -1.4H4.4V4.4H-1.4V1.8',
  reorder: 'M-4.4 -2.6C0 -2.6 0 2.6 4.4 2.6M-4.4 2.6C0 2.6 0 -2.6 4.4 -2.6',
}

export function GateDisc({ place, r, kind, onToggle }: Props) {
  const face = r * FACE
  return (
    <g
      className={kind === null ? 'gate' : 'gate gate-marked'}
      transform={`translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})`}
      onClick={(event) => {
        event.stopPropagation()
        onToggle()
      }}
    >
      <title>{kind === 'cut' ? 'Mend this direction' : 'Cut this direction'}</title>
      <circle className="gate-hit" r={Math.max(HIT_RADIUS, face)} />
      <circle className="gate-idle" r={r * IDLE} />
      <circle className="gate-face" r={face} />
      <path className="gate-sign" d={PATHS[kind ?? 'cut']} transform={`scale(${(face / 9).toFixed(2)})`} />
    </g>
  )
}
