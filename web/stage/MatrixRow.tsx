// The log of one replica: who it is, its entries, how far it has applied, and what the leader knows of it.

import type { GroupName, LogIndex } from '../../shared/ids.ts'
import { testIds } from '../../shared/test-ids.ts'
import { hasEnded } from '../../shared/trace-facts.ts'
import { termFill } from '../scene/colour.ts'
import { seatIsLit } from '../scene/lit.ts'
import type { MatrixRow as Row } from '../scene/log-matrix.ts'
import { cellWords, rowWords, snapshotWords } from '../scene/log-matrix.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus, useSpotlight } from '../store/focus.ts'
import type { OnContext } from './context.ts'
import { openContext } from './context.ts'
import { Crown } from './Crown.tsx'
import { EmptyCell, EntryCell, OverwrittenCell } from './MatrixCell.tsx'

interface Props {
  readonly row: Row
  readonly at: number
  readonly group: GroupName
  readonly columns: readonly LogIndex[]
  /** The column that Tab leads to, when it is in this row. */
  readonly home: LogIndex | null
  readonly onContext: OnContext
}

export function MatrixRow({ row, at, group, columns, home, onContext }: Props) {
  const { node, process, replica, progress } = row
  const first = columns[0] ?? 1
  const light = useSpotlight()
  const lit = useCluster(({ view }) => seatIsLit(view, light, node))
  return (
    <div
      className="matrix-row keeps-ground"
      role="row"
      data-testid={testIds.replica}
      data-group={group}
      data-node={node}
      data-role={replica.role}
      data-term={replica.term}
      data-last={replica.lastIndex}
      data-commit={replica.commitIndex}
      data-applied={replica.appliedIndex}
      data-match={progress?.match ?? ''}
      data-next={progress?.next ?? ''}
      data-down={hasEnded(process)}
      data-dimmed={!lit}
      onContextMenu={(event) => openContext(event, { kind: 'node', node }, onContext)}
    >
      <Who row={row} />
      <SnapshotBlock row={row} at={at} columns={columns} home={home} />
      {columns
        .filter((index) => index >= replica.firstIndex)
        .map((index) => {
          const cell = row.cells.get(index)
          const spot = `${at}:${index}`
          const tabIndex = home === index ? 0 : -1
          if (cell === undefined) {
            const unknown = index <= replica.lastIndex
            return <EmptyCell key={index} spot={spot} tabIndex={tabIndex} node={node} unknown={unknown} />
          }
          return (
            <EntryCell key={index} {...cell} spot={spot} tabIndex={tabIndex} words={cellWords(node, cell)} />
          )
        })}
      <Overwritten row={row} first={first} />
      <SnapshotEdge row={row} columns={columns} />
      <Applied row={row} first={first} />
      <Known row={row} first={first} />
    </div>
  )
}

function Who({ row }: { row: Row }) {
  const { node, replica, leading } = row
  return (
    <div className="matrix-who" role="rowheader">
      <button type="button" className="matrix-name" onClick={() => useFocus.getState().focusNode(node)}>
        {node}
        {leading !== 'none' && (
          <svg className="matrix-crown" viewBox="-11 -8 22 16" aria-hidden="true">
            <Crown x={0} y={0} size={16} hollow={leading === 'believes'} />
          </svg>
        )}
      </button>
      <span
        className="matrix-term"
        style={{ background: termFill(replica.term) }}
        title={`term ${replica.term}`}
      >
        {replica.term}
      </span>
      <span className="matrix-role">{rowWords(row)}</span>
      <span className="matrix-role">{transferWords(row) || snapshotMade(row)}</span>
    </div>
  )
}

/** What is on its way to this replica: a snapshot in pieces, or frames with entries. */
function transferWords({ replica: { installing }, progress }: Row): string {
  if (installing !== null)
    return installing.total > 0 ? `snapshot ${installing.done}/${installing.total}` : 'snapshot on its way'
  if (progress?.state === 'snapshot') return 'needs a snapshot'
  return progress !== null && progress.inflight > 0 ? `${progress.inflight} in flight` : ''
}

/** Where the newest snapshot ends, also while that place is far out of sight. */
const snapshotMade = ({ replica: { snapIndex } }: Row): string =>
  snapIndex > 0 ? `snapshot to ${snapIndex}` : ''

/** What lies before the first kept entry is one block, however long: the snapshot stands for it. */
function SnapshotBlock({ row, at, columns, home }: Pick<Props, 'row' | 'at' | 'columns' | 'home'>) {
  const { firstIndex } = row.replica
  const span = columns.filter((index) => index < firstIndex).length
  const last = firstIndex - 1
  if (span === 0) return null
  return (
    <span
      className="matrix-snapshot"
      role="gridcell"
      tabIndex={home !== null && home < firstIndex ? 0 : -1}
      aria-label={snapshotWords(row)}
      title={snapshotWords(row)}
      style={{ gridColumn: `span ${span}` }}
      data-testid={testIds.snapshot}
      data-node={row.node}
      data-to={last}
      data-spot={`${at}:${last}`}
    >
      {span > 1 ? `1–${last}` : `…${last}`}
    </span>
  )
}

/** How far the newest snapshot reaches while the entries in it are still kept: a follower may need them. */
function SnapshotEdge({ row: { replica }, columns }: Pick<Props, 'row' | 'columns'>) {
  const { snapIndex, firstIndex } = replica
  if (snapIndex < firstIndex || !columns.includes(snapIndex)) return null
  const column = columnOf(snapIndex, columns[0] ?? 1)
  return (
    <span
      className="matrix-edge"
      style={{ gridColumn: column }}
      title={`snapshot up to entry ${snapIndex}`}
    />
  )
}

/** Column of the grid: the first one names the row. */
const columnOf = (index: LogIndex, first: LogIndex): number => index - first + 2

function Overwritten({ row, first }: { row: Row; first: LogIndex }) {
  const gone = [...row.overwritten.values()]
  const last = gone.at(-1)
  if (last === undefined) return null
  return (
    <>
      {gone.map((cell) => (
        <OverwrittenCell key={cell.index} cell={cell} column={columnOf(cell.index, first)} />
      ))}
      <span className="matrix-never" style={{ gridColumn: columnOf(last.index, first) + 1 }}>
        was never committed
      </span>
    </>
  )
}

function Applied({ row: { replica }, first }: { row: Row; first: LogIndex }) {
  if (replica.appliedIndex < first) return null
  const style = { gridColumn: `2 / ${columnOf(replica.appliedIndex, first) + 1}` }
  return <span className="matrix-applied" style={style} title={`applied up to ${replica.appliedIndex}`} />
}

/** As the confirmed leader sees this follower. */
function Known({ row: { progress }, first }: { row: Row; first: LogIndex }) {
  if (progress === null) return null
  const { match, next } = progress
  const from = columnOf(Math.max(match, first), first)
  return (
    <span className="matrix-known" aria-hidden="true">
      {next > match + 1 && (
        <span className="matrix-way" style={{ gridColumn: `${from} / ${columnOf(next, first) + 1}` }} />
      )}
      {match >= first && (
        <svg className="matrix-mark" viewBox="-6 -6 12 12" style={{ gridColumn: from }}>
          <circle r="4.6" />
        </svg>
      )}
      <svg className="matrix-mark" viewBox="-6 -6 12 12" style={{ gridColumn: columnOf(next, first) }}>
        <path d="M0 -5L5.4 4.6H-5.4Z" />
      </svg>
    </span>
  )
}
