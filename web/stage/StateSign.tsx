// A sign on the corner of a node that does not simply run: snowflake, cross, door, or a sheet of paper.

import type { NodeState } from '../../shared/trace.ts'

export function StateSign({ state, r }: { state: NodeState; r: number }) {
  const path = pathOf(state)
  if (path === null) return null
  return (
    <g className="state-sign" transform={`translate(${r * 1.12} ${-r * 0.92})`}>
      <circle className="state-sign-face" r={r * 0.38} />
      <path className="state-sign-mark" d={path} transform={`scale(${r / 30})`} />
    </g>
  )
}

/** Drawn for a half size of 30, around the origin. */
function pathOf(state: NodeState): string | null {
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
      return 'M-5 0A5 5 0 1 1 0 5M0 5L-2.5 2.5M0 5L2.5 2.6'
    case 'running':
      return null
  }
}
