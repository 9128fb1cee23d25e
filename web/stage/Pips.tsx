// A broker holds many replicas: one pip each while no group is in focus, with the term in it. A leader's
// pip wears a crown.

import { termFill } from '../scene/colour.ts'
import type { NodeStanding } from '../scene/leader-truth.ts'
import { centreOf } from '../scene/silhouette.ts'
import { Crown } from './Crown.tsx'

/** More would be too small to read; the rest is a number. */
const MAX_PIPS = 6
const PER_ROW = 3

interface Props {
  readonly standings: readonly NodeStanding[]
  readonly r: number
}

export function Pips({ standings, r }: Props) {
  const shown = standings.length > MAX_PIPS ? standings.slice(0, MAX_PIPS - 1) : standings
  const left = standings.length - shown.length
  const places = shown.length + (left > 0 ? 1 : 0)
  const rows = Math.ceil(places / PER_ROW)
  const radius = r * (rows > 1 ? 0.28 : 0.34)
  const at = (index: number): string => {
    const row = Math.floor(index / PER_ROW)
    const inRow = Math.min(PER_ROW, places - row * PER_ROW)
    const x = ((index % PER_ROW) - (inRow - 1) / 2) * r * 0.8
    const y = centreOf('broker', r) + (row - (rows - 1) / 2) * r * 0.72 + (rows > 1 ? 0 : r * 0.06)
    return `translate(${x} ${y})`
  }
  return (
    <g className="pips">
      {shown.map(({ group, replica, leading }, index) => (
        <g key={group} transform={at(index)}>
          <circle className="pip" r={radius} fill={termFill(replica.term)} />
          <text className="pip-term" fontSize={radius * 1.36} dy="0.36em" textAnchor="middle">
            {replica.term}
          </text>
          {leading !== 'none' && (
            <Crown x={0} y={-radius * 1.28} size={radius * 1.3} hollow={leading === 'believes'} />
          )}
        </g>
      ))}
      {left > 0 && (
        <text className="pip-more" transform={at(places - 1)} dy="0.36em" textAnchor="middle">
          +{left}
        </text>
      )}
    </g>
  )
}
