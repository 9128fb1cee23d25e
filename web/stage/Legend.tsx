// The signs that must be known to read the stage at all, always there; the whole list is in the help.

import type { ReactNode } from 'react'
import { Crown } from './Crown.tsx'

interface Sign {
  readonly word: string
  readonly drawing: ReactNode
}

const DOT = 6.5

/** Each drawn around the middle of a field of 28 x 24. */
const SIGNS: readonly Sign[] = [
  {
    word: 'leads, confirmed',
    drawing: (
      <>
        <circle className="legend-line" r={DOT - 2.5} cy={6} />
        <circle className="legend-line" r={DOT} cy={6} />
        <Crown x={0} y={-7} size={13} hollow={false} />
      </>
    ),
  },
  {
    word: 'believes it leads',
    drawing: (
      <>
        <circle className="legend-line" r={DOT - 1} cy={6} />
        <Crown x={0} y={-7} size={13} hollow />
      </>
    ),
  },
  { word: 'asks for votes', drawing: <circle className="legend-line legend-dashed" r={DOT + 1} /> },
  {
    word: 'term',
    drawing: (
      <>
        <circle className="legend-term" r={9} />
        <text className="legend-numeral" dy="0.36em" textAnchor="middle">
          4
        </text>
      </>
    ),
  },
  {
    word: 'frozen',
    drawing: <path className="legend-line" d="M0 -8V8M-7 -4L7 4M-7 4L7 -4" />,
  },
  {
    word: 'ended',
    drawing: (
      <>
        <rect className="legend-hatch" x={-9} y={-8} width={18} height={16} />
        <rect className="legend-line legend-quiet" x={-9} y={-8} width={18} height={16} />
      </>
    ),
  },
  { word: 'one way', drawing: <path className="legend-line" d="M-11 2H11L5 -4" /> },
  {
    word: 'cut',
    drawing: (
      <>
        <path className="legend-line" d="M-13 0H-8M8 0H13" />
        <circle className="legend-line" r={6.5} />
        <path className="legend-line" d="M-2.6 -2.6L2.6 2.6M2.6 -2.6L-2.6 2.6" />
      </>
    ),
  },
]

export function Legend() {
  return (
    <ul className="legend" aria-label="Legend">
      {SIGNS.map(({ word, drawing }) => (
        <li key={word}>
          <svg className="legend-sign" viewBox="-13 -14 26 28" aria-hidden="true">
            {drawing}
          </svg>
          {word}
        </li>
      ))}
    </ul>
  )
}
