// A broker holds many replicas: one pip each while no group is in focus. A leader's pip wears a crown.

import { termFill } from '../scene/colour.ts'
import type { NodeStanding } from '../scene/leader-truth.ts'
import { Crown } from './Crown.tsx'

/** More would be too small to tell apart; the rest is a number. */
const MAX_PIPS = 8
const PER_ROW = 4

export function Pips({
  standings,
  r,
  down,
}: {
  standings: readonly NodeStanding[]
  r: number
  down: boolean
}) {
  const shown = standings.slice(0, MAX_PIPS)
  const step = r * 0.44
  const rows = Math.ceil(shown.length / PER_ROW)
  return (
    <g className={down ? 'pips pips-down' : 'pips'}>
      {shown.map(({ group, replica, leading }, at) => {
        const row = Math.floor(at / PER_ROW)
        const inRow = Math.min(PER_ROW, shown.length - row * PER_ROW)
        const x = ((at % PER_ROW) - (inRow - 1) / 2) * step
        const y = r * 0.16 + (row - (rows - 1) / 2) * r * 0.56
        return (
          <g key={group} transform={`translate(${x} ${y})`}>
            <circle className="pip" r={r * 0.16} fill={down ? 'var(--paper)' : termFill(replica.term)} />
            {!down && leading !== 'none' && (
              <Crown x={0} y={-r * 0.31} size={r * 0.28} hollow={leading === 'believes'} />
            )}
          </g>
        )
      })}
      {standings.length > MAX_PIPS && (
        <text className="pip-more" x={r * 0.95} y={r * 0.1}>
          +{standings.length - MAX_PIPS}
        </text>
      )}
    </g>
  )
}
