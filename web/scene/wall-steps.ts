// Where an arrow key leads on the wall: from one replica to the next, over the empty places between.

import type { GroupName, NodeId } from '../../shared/ids.ts'
import type { WallRow } from './wall.ts'

export interface WallSpot {
  readonly group: GroupName
  readonly node: NodeId
}

export function stepOnWall(
  spot: WallSpot,
  key: string,
  rows: readonly WallRow[],
  order: readonly NodeId[],
): WallSpot | null {
  const at = rows.findIndex(({ group }) => group === spot.group)
  const row = rows[at]
  if (row === undefined) return null
  const filled = order.filter((node) => row.cells.has(node))
  const place = filled.indexOf(spot.node)
  switch (key) {
    case 'ArrowLeft':
      return inRow(row, filled[Math.max(0, place - 1)])
    case 'ArrowRight':
      return inRow(row, filled[Math.min(filled.length - 1, place + 1)])
    case 'Home':
      return inRow(row, filled[0])
    case 'End':
      return inRow(row, filled.at(-1))
    case 'ArrowUp':
      return nearest(rows[Math.max(0, at - 1)], spot.node, order)
    case 'ArrowDown':
      return nearest(rows[Math.min(rows.length - 1, at + 1)], spot.node, order)
    default:
      return null
  }
}

const inRow = ({ group }: WallRow, node: NodeId | undefined): WallSpot | null =>
  node === undefined ? null : { group, node }

/** Straight up or down where a replica is, else the nearest one of that row. */
function nearest(row: WallRow | undefined, node: NodeId, order: readonly NodeId[]): WallSpot | null {
  if (row === undefined) return null
  const column = order.indexOf(node)
  const distance = (one: NodeId): number => Math.abs(order.indexOf(one) - column)
  const [best] = [...row.cells.keys()].sort((a, b) => distance(a) - distance(b))
  return inRow(row, best)
}
