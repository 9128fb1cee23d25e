// The logs of a group side by side: rows are replicas, columns are indices, the same index in one column.

import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { GroupName, LogIndex } from '../../shared/ids.ts'
import { testIds } from '../../shared/test-ids.ts'
import type { LogMatrix as Matrix } from '../scene/log-matrix.ts'
import { columnWords, offsetLabel, offsetWords } from '../scene/log-matrix.ts'
import { useFocus } from '../store/focus.ts'
import { customProperty } from '../ui/custom-property.ts'
import type { OnContext } from './context.ts'
import { Flag, MatrixKey } from './MatrixKey.tsx'
import { MatrixRow } from './MatrixRow.tsx'
import './log-matrix.css'
import './matrix-key.css'

interface Props {
  readonly matrix: Matrix
  readonly group: GroupName
  readonly onContext: OnContext
}

type Offsets = NonNullable<Matrix['offsets']>

interface Spot {
  readonly row: number
  readonly index: LogIndex
}

/** Columns of a log that is narrowed to be seen whole, as those of figure 7 of the paper; longer ones scroll. */
const SHORT = 14

const HINT = 'Point at an entry, or go there with the arrow keys, to read it here.'

export function LogMatrix({ matrix, group, onContext }: Props) {
  const { columns, rows, offsets } = matrix
  const [spot, setSpot] = useState<Spot | null>(null)
  const [pointed, setPointed] = useState<LogIndex | null>(null)
  const grid = useRef<HTMLDivElement>(null)
  const tail = useTail(columns.at(-1) ?? 0)
  const home = spot !== null && columns.includes(spot.index) ? spot : tailSpot(matrix)
  const read = pointed ?? spot?.index ?? null
  const go = (to: Spot): void => {
    const cell = grid.current?.querySelector<HTMLElement>(`[data-spot="${to.row}:${to.index}"]`)
    // Inside a snapshot's block there is nowhere to go.
    if (cell === null || cell === undefined) return
    setSpot(to)
    cell.focus()
  }
  useEntryInFocus(group, (index) => {
    const row = rows.findIndex(({ cells }) => cells.has(index))
    if (row >= 0) go({ row, index })
  })
  return (
    <div
      className="matrix"
      data-short={columns.length <= SHORT}
      style={{
        ...customProperty('--digits', String(columns.at(-1) ?? 1).length),
        ...customProperty('--columns', columns.length),
        ...customProperty('--rows', rows.length),
      }}
    >
      <div className="matrix-scroll" ref={tail}>
        <div
          ref={grid}
          className="matrix-grid"
          role="grid"
          aria-label={`Logs of ${group}`}
          onKeyDown={(event) => {
            const to = stepFrom(home, event.key, matrix)
            if (to === null) return
            event.preventDefault()
            go(to)
          }}
          onFocus={(event) => setSpot(spotOf(event.target) ?? spot)}
          onMouseOver={(event) => setPointed(spotOf(event.target)?.index ?? null)}
          onMouseLeave={() => setPointed(null)}
        >
          <Indices matrix={matrix} read={read} />
          {offsets !== null && <Offsets columns={columns} offsets={offsets} />}
          {rows.map((row, at) => (
            <MatrixRow
              key={row.node}
              row={row}
              at={at}
              group={group}
              columns={columns}
              home={home.row === at ? home.index : null}
              onContext={onContext}
            />
          ))}
          <CommitLine matrix={matrix} />
        </div>
      </div>
      <p className="matrix-words" data-hint={read === null}>
        {read === null ? HINT : columnWords(matrix, read)}
      </p>
      <MatrixKey />
    </div>
  )
}

/** Goes to the entry that somebody asked for, once it is drawn. */
function useEntryInFocus(group: GroupName, go: (index: LogIndex) => void): void {
  const entry = useFocus((state) => state.entry)
  const newest = useRef(go)
  useEffect(() => {
    newest.current = go
  })
  useEffect(() => {
    if (entry === null) return
    newest.current(entry)
    useFocus.getState().focusEntry(group, null)
  }, [entry, group])
}

/** Stays at the newest entries unless somebody has scrolled away from them. */
function useTail(last: LogIndex): React.RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null)
  const follows = useRef(true)
  useEffect(() => {
    const box = ref.current
    if (box === null) return undefined
    const note = (): void => {
      follows.current = box.scrollWidth - box.clientWidth - box.scrollLeft < NEAR_TAIL
    }
    box.addEventListener('scroll', note, { passive: true })
    return () => box.removeEventListener('scroll', note)
  }, [])
  useLayoutEffect(() => {
    const box = ref.current
    if (box !== null && last > 0 && follows.current) box.scrollLeft = box.scrollWidth
  }, [last])
  return ref
}

/** Pixels from the right end that still count as being there: about one column. */
const NEAR_TAIL = 40

function tailSpot({ rows, columns }: Matrix): Spot {
  return { row: 0, index: rows[0]?.replica.lastIndex ?? columns.at(-1) ?? 1 }
}

function stepFrom({ row, index }: Spot, key: string, { rows, columns }: Matrix): Spot | null {
  const [first = 1] = columns
  const last = columns.at(-1) ?? 1
  switch (key) {
    case 'ArrowLeft':
      return { row, index: Math.max(first, index - 1) }
    case 'ArrowRight':
      return { row, index: Math.min(last, index + 1) }
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), index }
    case 'ArrowDown':
      return { row: Math.min(rows.length - 1, row + 1), index }
    case 'Home':
      return { row, index: first }
    case 'End':
      return { row, index: last }
    default:
      return null
  }
}

function spotOf(target: EventTarget): Spot | null {
  if (!(target instanceof HTMLElement)) return null
  const [row, index] = (target.closest<HTMLElement>('[data-spot]')?.dataset['spot'] ?? '').split(':')
  return row === undefined || index === undefined ? null : { row: Number(row), index: Number(index) }
}

function Indices({ matrix: { columns, commit }, read }: { matrix: Matrix; read: LogIndex | null }) {
  return (
    <div className="matrix-head" role="row">
      <span className="matrix-corner" role="columnheader">
        entry
      </span>
      {columns.map((index) => (
        <span
          key={index}
          className="matrix-index"
          role="columnheader"
          data-commit={index === commit}
          data-read={index === read}
        >
          {index}
          {index === commit && <Flag />}
        </span>
      ))}
    </div>
  )
}

/** Messages are counted by themselves: not every entry stores one, and one entry may store several. */
function Offsets({ columns, offsets }: { columns: readonly LogIndex[]; offsets: Offsets }) {
  return (
    <div className="matrix-head matrix-offsets" role="row">
      <span className="matrix-corner" role="columnheader">
        offset
      </span>
      {columns.map((index) => {
        const range = offsets.get(index)
        return range === undefined ? (
          <span key={index} role="columnheader" aria-label={`entry ${index} stores no message known here`} />
        ) : (
          <span
            key={index}
            className="matrix-index"
            role="columnheader"
            title={offsetWords(range)}
            data-testid={testIds.offset}
            data-index={index}
            data-from={range.from}
            data-to={range.to}
          >
            {offsetLabel(range)}
          </span>
        )
      })}
    </div>
  )
}

/** Runs through all rows: left of it is what the group has committed. */
function CommitLine({ matrix: { columns, commit } }: { matrix: Matrix }) {
  const place = columns.indexOf(commit)
  if (place < 0) return null
  return <div className="matrix-commit" style={customProperty('--place', place + 1)} aria-hidden="true" />
}
