// All groups at once, as a real table: which group lives where, who leads it, and who is behind.

import { useMemo, useRef, useState } from 'react'
import { testIds } from '../../shared/test-ids.ts'
import type { WallOrder } from '../scene/wall.ts'
import { rowWindow, wallBlocks, wallRows, wallSummary } from '../scene/wall.ts'
import type { WallSpot } from '../scene/wall-steps.ts'
import { stepOnWall } from '../scene/wall-steps.ts'
import type { ClusterState } from '../store/cluster.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { Switch } from '../ui/Switch.tsx'
import type { OnContext } from './context.ts'
import { WallHead } from './WallHead.tsx'
import { WallRowView } from './WallRow.tsx'
import { useScroll } from './use-scroll.ts'
import './wall.css'

/** Beyond this many rows a cell is its shape alone: the wall is then looked at as a whole. */
const COMPACT_FROM = 30
/** Heights in rem as wall.css has them. Only compact rows are ever many enough for a window. */
const ROW_REM = 2
const HEAD_REM = 5.625

const selectView = ({ view }: ClusterState) => view

export function WallStage({ onContext }: { onContext: OnContext }) {
  const view = useCluster(selectView)
  const [order, setOrder] = useState<WallOrder>('name')
  const rows = useMemo(() => wallRows(view, order), [view, order])
  if (rows.length === 0) return <p className="stage-empty">No group has been heard of yet.</p>
  return (
    <section className="stage wall-stage" aria-label="All groups" data-compact={rows.length > COMPACT_FROM}>
      <header className="wall-bar">
        <h2 className="wall-title">All groups</h2>
        <p className="quiet">{wallSummary(rows)}</p>
        <Switch
          label="Trouble first"
          on={order === 'trouble'}
          onChange={(on) => setOrder(on ? 'trouble' : 'name')}
        />
      </header>
      <Table rows={rows} onContext={onContext} />
    </section>
  )
}

function Table({ rows, onContext }: { rows: ReturnType<typeof wallRows>; onContext: OnContext }) {
  const view = useCluster(selectView)
  const blocks = useMemo(() => wallBlocks(view), [view])
  const columns = useMemo(() => blocks.flatMap((block) => block.columns), [blocks])
  const focusedGroup = useFocus((state) => state.group)
  const [spot, setSpot] = useState<WallSpot | null>(null)
  const table = useRef<HTMLTableElement>(null)
  const { ref, seen } = useScroll<HTMLDivElement>()
  const compact = rows.length > COMPACT_FROM
  const rowHeight = ROW_REM * seen.rem
  const shown = rowWindow(rows.length, seen.top - HEAD_REM * seen.rem, seen.height, rowHeight)
  const home = spot !== null && rows.some(({ group }) => group === spot.group) ? spot : firstSpot(rows)
  const move = (key: string): boolean => {
    const order = columns.map(({ node }) => node.id)
    const to = home === null ? null : stepOnWall(home, key, rows, order)
    if (to === null) return false
    setSpot(to)
    table.current?.querySelector<HTMLElement>(`[data-spot="${to.group} ${to.node}"]`)?.focus()
    return true
  }
  return (
    <div className="wall-scroll" ref={ref}>
      <table
        ref={table}
        className="wall-table"
        data-testid={testIds.wall}
        aria-label="Groups and the processes that hold their replicas"
        aria-rowcount={rows.length + 2}
        onKeyDown={(event) => {
          if (move(event.key)) event.preventDefault()
        }}
      >
        <WallHead blocks={blocks} onContext={onContext} />
        <tbody>
          <Spacer height={shown.from * rowHeight} columns={columns.length} />
          {rows.slice(shown.from, shown.to).map((row, at) => (
            <WallRowView
              key={row.group}
              row={row}
              rowIndex={shown.from + at + 3}
              columns={columns}
              compact={compact}
              lit={row.group === focusedGroup}
              home={home?.group === row.group ? home.node : null}
              onContext={onContext}
            />
          ))}
          <Spacer height={(rows.length - shown.to) * rowHeight} columns={columns.length} />
        </tbody>
      </table>
    </div>
  )
}

function firstSpot(rows: ReturnType<typeof wallRows>): WallSpot | null {
  const [row] = rows
  const [node] = row?.cells.keys() ?? []
  return row === undefined || node === undefined ? null : { group: row.group, node }
}

/** Stands for the rows that are out of sight. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden="true">
      <td colSpan={columns + 1} style={{ height, padding: 0 }} />
    </tr>
  )
}
