// One entry: term by colour and numeral, kind by a glyph, committed by its border, on disk by its foot.

import { memo } from 'react'
import { unreachable } from '../../shared/assert.ts'
import { testIds } from '../../shared/test-ids.ts'
import type { LogCell } from '../../shared/trace-facts.ts'
import { termFill } from '../scene/colour.ts'
import type { MatrixCell, Overwritten } from '../scene/log-matrix.ts'
import { entryWords } from '../scene/log-matrix.ts'
import './matrix-cell.css'

interface EntryProps extends MatrixCell {
  readonly spot: string
  readonly tabIndex: number
  readonly words: string
}

export const EntryCell = memo(function EntryCell(props: EntryProps) {
  const { index, term, kind, committed, durable, spot, tabIndex, words } = props
  return (
    <span
      className="entry"
      role="gridcell"
      tabIndex={tabIndex}
      aria-label={words}
      title={words}
      data-testid={testIds.entry}
      data-spot={spot}
      data-index={index}
      data-term={term}
      data-committed={committed}
      data-durable={durable}
      style={{ backgroundColor: termFill(term) }}
    >
      {term}
      <KindGlyph kind={kind} />
    </span>
  )
})

interface EmptyProps {
  readonly spot: string
  readonly tabIndex: number
  readonly node: string
  /** The replica has an entry here, but this page was never told which. */
  readonly unknown: boolean
}

export const EmptyCell = memo(function EmptyCell({ spot, tabIndex, node, unknown }: EmptyProps) {
  const index = spot.split(':')[1]
  const words = `${node}, entry ${index}, ${unknown ? 'not kept in this picture' : 'none yet'}`
  return (
    <span
      className={unknown ? 'entry-unknown' : 'entry-none'}
      role="gridcell"
      tabIndex={tabIndex}
      aria-label={words}
      title={unknown ? words : undefined}
      data-spot={spot}
    />
  )
})

export function OverwrittenCell({ cell, column }: { cell: Overwritten; column: number }) {
  const words = `entry ${cell.index} of term ${cell.term}, ${entryWords(cell)}: overwritten, was never committed`
  return (
    <span
      className="entry-gone"
      style={{ gridColumn: column, backgroundColor: termFill(cell.term) }}
      title={words}
    >
      {cell.term}
      <svg className="entry-gone-cross" viewBox="0 0 10 10" aria-hidden="true">
        <path d="M1.5 1.5L8.5 8.5M8.5 1.5L1.5 8.5" />
      </svg>
      <span className="visually-hidden">{words}</span>
    </span>
  )
}

/** A full square does something, an empty ring does nothing, a nut changes the group itself. */
export function KindGlyph({ kind }: { kind: LogCell['kind'] }) {
  return (
    <svg className="entry-kind" viewBox="-5 -5 10 10" aria-hidden="true">
      {glyph(kind)}
    </svg>
  )
}

function glyph(kind: LogCell['kind']) {
  switch (kind) {
    case 'cmd':
      return <rect x="-3.2" y="-3.2" width="6.4" height="6.4" className="entry-kind-full" />
    case 'noop':
      return <circle r="3.2" className="entry-kind-line" />
    case 'conf':
      return (
        <path
          d="M-2 -3.6H2L4 0L2 3.6H-2L-4 0ZM0 -0.8A0.8 0.8 0 1 1 0 0.8A0.8 0.8 0 1 1 0 -0.8Z"
          className="entry-kind-line"
        />
      )
    default:
      return unreachable(kind)
  }
}
