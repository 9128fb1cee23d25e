// The signs that must be known to read the stage at all; the whole list is in the help.

import { useFocus } from '../store/focus.ts'
import { Crown } from './Crown.tsx'

const SIGN = 22

export function Legend() {
  const group = useFocus((state) => state.group)
  return (
    <ul className="legend" aria-label="Legend">
      <li>
        <Sign>
          <Crown x={0} y={0} size={13} hollow={false} />
        </Sign>
        leader, confirmed by a majority
      </li>
      <li>
        <Sign>
          <Crown x={0} y={0} size={13} hollow />
        </Sign>
        leader only in its own eyes
      </li>
      <li>
        <Sign>
          <circle className="legend-term" r={9} />
          <text className="legend-numeral" dy="0.36em" textAnchor="middle">
            4
          </text>
        </Sign>
        term: number and colour
      </li>
      {group !== null && <li className="legend-focus">in focus: {group}</li>}
    </ul>
  )
}

function Sign({ children }: { children: React.ReactNode }) {
  return (
    <svg width={SIGN} height={SIGN} viewBox={`${-SIGN / 2} ${-SIGN / 2} ${SIGN} ${SIGN}`} aria-hidden="true">
      {children}
    </svg>
  )
}
