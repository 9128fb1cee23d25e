// A sign on the corner of a node that does not simply run: snowflake, cross, door, or a sheet of paper.

import type { NodeRole } from '../../shared/ids.ts'
import type { NodeState } from '../../shared/trace-facts.ts'
import { extentOf } from '../scene/silhouette.ts'

interface Props {
  readonly state: NodeState | 'unheard'
  readonly r: number
  /** Where its shape has its corner; a round node is as wide as it is high. */
  readonly role?: NodeRole
}

export function StateSign({ state, r, role }: Props) {
  const path = pathOf(state)
  if (path === null) return null
  const corner = role === undefined ? { width: r * 1.2, height: r } : extentOf(role, r)
  return (
    <g
      className="state-sign"
      transform={`translate(${(corner.width * 0.93).toFixed(1)} ${(-corner.height * 0.86).toFixed(1)})`}
    >
      <circle className="state-sign-face" r={r * 0.38} />
      <path className="state-sign-mark" d={path} transform={`scale(${(r / 30).toFixed(2)})`} />
    </g>
  )
}

/** Drawn for a half size of 30, around the origin. */
function pathOf(state: Props['state']): string | null {
  switch (state) {
    case 'frozen':
      return 'M0 -7V7M-6 -3.5L6 3.5M-6 3.5L6 -3.5M-2 -6L0 -4L2 -6M-2 6L0 4L2 6'
    case 'killed':
      return 'M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5'
    case 'stopped':
      return 'M-4 6V-6H4V6ZM1.5 0.2V0.8'
    case 'failed':
      return 'M-4 -6H1.5L4 -3.5V6H-4ZM0 -3V1M0 3.4V3.6'
    case 'starting':
      return 'M5 0A5 5 0 1 1 0 -5M-2.6 -7.4L0 -5L-2.6 -2.6'
    case 'unheard':
      return 'M-3 -3.2A3.1 3.1 0 1 1 0.8 -0.2C0 0.2 0 0.8 0 2M0 5.2V5.6'
    case 'running':
      return null
  }
}
