// A term: the numeral says which, the colour only whether it is the same as its neighbour's.

import './term-badge.css'

/** Four colours, so that neighbouring terms always differ. */
const CYCLE = 4

export function TermBadge({ term }: { term: number }) {
  return (
    <span className="term" data-cycle={term % CYCLE} title={`term ${term}`}>
      {term}
    </span>
  )
}
