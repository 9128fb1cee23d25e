// A replica as small as it can be and still say what it is: circle, ring, dashes or crown; term; lag.

import type { NodeState } from '../../shared/trace-facts.ts'
import { hasEnded } from '../../shared/trace-facts.ts'
import { termFill } from '../scene/colour.ts'
import type { WallCell } from '../scene/wall.ts'
import { cellFoot, lagShare } from '../scene/wall.ts'
import { Crown } from './Crown.tsx'
import './wall-mark.css'

interface Props {
  readonly cell: WallCell
  readonly process: NodeState
  readonly compact: boolean
}

export function WallMark({ cell, process, compact }: Props) {
  const down = hasEnded(process)
  const foot = down || compact ? '' : process === 'frozen' ? 'frozen' : cellFoot(cell)
  const lag = down || compact ? 0 : lagShare(cell.lag ?? 0)
  return (
    <>
      <svg className="wall-mark" viewBox={compact ? '-24 -24 48 40' : '-22 -27 44 44'} aria-hidden="true">
        <Shape cell={cell} down={down} />
        {!compact && (
          <text className={down ? 'wall-term wall-term-down' : 'wall-term'} textAnchor="middle" dy="0.36em">
            {cell.term}
          </text>
        )}
      </svg>
      {foot !== '' && <span className="wall-foot">{foot}</span>}
      {lag > 0 && (
        <span className="wall-lag">
          <span style={{ width: `${(lag * 100).toFixed(1)}%` }} />
        </span>
      )}
    </>
  )
}

const R = 11

function Shape({ cell: { role, leading, term }, down }: { cell: WallCell; down: boolean }) {
  if (down) return <circle className="wall-shape wall-shape-down" r={R} />
  const fill = termFill(term)
  if (leading !== 'none') {
    return (
      <>
        <circle className="wall-shape" r={R} fill={fill} />
        {leading === 'confirmed' && <circle className="wall-ring" r={R + 4} />}
        <Crown x={0} y={-R - (leading === 'confirmed' ? 8.5 : 6)} size={11} hollow={leading === 'believes'} />
      </>
    )
  }
  const dashed = role === 'candidate' || role === 'preCandidate'
  return <circle className={dashed ? 'wall-shape wall-shape-asks' : 'wall-shape'} r={R} fill={fill} />
}
