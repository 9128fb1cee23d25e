// One group on the wall: who leads it in truth, how many of its voters are up, and its replicas.

import type { GroupName, NodeId } from '../../shared/ids.ts'
import { testIds } from '../../shared/test-ids.ts'
import type { NodeState } from '../../shared/trace-facts.ts'
import { leaderless } from '../scene/group-words.ts'
import { groupIsLit, replicaIsLit } from '../scene/lit.ts'
import type { WallCell, WallColumn, WallRow } from '../scene/wall.ts'
import { wallCellWords } from '../scene/wall.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus, useSpotlight } from '../store/focus.ts'
import type { OnContext } from './context.ts'
import { openContext } from './context.ts'
import { WallMark } from './WallMark.tsx'

interface Props {
  readonly row: WallRow
  readonly rowIndex: number
  readonly columns: readonly WallColumn[]
  readonly compact: boolean
  readonly lit: boolean
  /** The cell that Tab leads to, when it is in this row. */
  readonly home: NodeId | null
  readonly onContext: OnContext
}

export function WallRowView({ row, rowIndex, columns, compact, lit, home, onContext }: Props) {
  const { group, leader, term, commit, votersUp } = row
  return (
    <tr
      className="wall-row"
      aria-rowindex={rowIndex}
      data-testid={testIds.group}
      data-group={group}
      data-leader-node={leader ?? ''}
      data-term={term}
      data-commit={commit}
      data-voters-up={votersUp}
      data-lit={lit}
    >
      <RowHead row={row} />
      {columns.map(({ node, first }) => {
        const cell = row.cells.get(node.id)
        return (
          <td key={node.id} className="wall-place" data-process={node.state} data-first={first}>
            {cell !== undefined && (
              <Replica
                group={group}
                cell={cell}
                process={node.state}
                compact={compact}
                isHome={home === node.id}
                onContext={onContext}
              />
            )}
          </td>
        )
      })}
    </tr>
  )
}

function openGroup(group: GroupName, node: NodeId | null): void {
  const focus = useFocus.getState()
  focus.focusGroup(group)
  if (node !== null) focus.focusNode(node)
  focus.setView('group')
}

function RowHead({ row }: { row: WallRow }) {
  const { group, leader, term, leaderlessMs, votersUp, voters } = row
  const light = useSpotlight()
  const dimmed = useCluster(({ view }) => !groupIsLit(view, light, group))
  return (
    <th scope="row" className="wall-group keeps-ground" data-dimmed={dimmed}>
      <span className="wall-group-box">
        <button type="button" className="wall-group-name" onClick={() => openGroup(group, null)}>
          {group}
        </button>
        <span className="wall-voters" data-short={votersUp < voters}>
          {votersUp} of {voters} up
        </span>
        {leader === null ? (
          <strong className="wall-leader wall-leaderless">{leaderless(leaderlessMs)}</strong>
        ) : (
          <span className="wall-leader">
            {leader}, term {term}
          </span>
        )}
      </span>
    </th>
  )
}

interface ReplicaProps {
  readonly group: GroupName
  readonly cell: WallCell
  readonly process: NodeState
  readonly compact: boolean
  readonly isHome: boolean
  readonly onContext: OnContext
}

function Replica({ group, cell, process, compact, isHome, onContext }: ReplicaProps) {
  const { node, role, term, leading } = cell
  const words = wallCellWords(group, cell, process)
  const light = useSpotlight()
  const lit = useCluster(({ view }) => replicaIsLit(view, light, group, node))
  return (
    <button
      type="button"
      className="wall-cell"
      tabIndex={isHome ? 0 : -1}
      aria-label={words}
      title={words}
      data-testid={testIds.wallCell}
      data-spot={`${group} ${node}`}
      data-group={group}
      data-node={node}
      data-role={role}
      data-term={term}
      data-leader={leading}
      data-dimmed={!lit}
      onClick={() => openGroup(group, node)}
      onContextMenu={(event) => openContext(event, { kind: 'node', node }, onContext)}
    >
      <WallMark cell={cell} process={process} compact={compact} />
    </button>
  )
}
