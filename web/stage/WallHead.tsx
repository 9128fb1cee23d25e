// The heads of the wall's columns: the kind of process, its name, how it is, and what it has to do.

import { useShallow } from 'zustand/react/shallow'
import { testIds } from '../../shared/test-ids.ts'
import type { NodeRole } from '../../shared/ids.ts'
import type { NodeState } from '../../shared/trace-facts.ts'
import { nodeFacts } from '../scene/leader-truth.ts'
import { nodeIsLit } from '../scene/lit.ts'
import type { WallBlock, WallColumn } from '../scene/wall.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus, useSpotlight } from '../store/focus.ts'
import { Icon } from '../ui/Icon.tsx'
import type { IconName } from '../ui/Icon.tsx'
import type { OnContext } from './context.ts'
import { openContext } from './context.ts'

interface Props {
  readonly blocks: readonly WallBlock[]
  readonly onContext: OnContext
}

const TITLES: Readonly<Record<NodeRole, string>> = { manager: 'Managers', broker: 'Brokers', atm: 'ATMs' }

/** A process that simply runs needs no sign. */
const SIGNS: Partial<Record<NodeState, IconName>> = {
  frozen: 'snow',
  killed: 'close',
  stopped: 'door',
  failed: 'alert',
}

export function WallHead({ blocks, onContext }: Props) {
  return (
    <thead>
      <tr className="wall-blocks">
        <th className="wall-corner" rowSpan={2} scope="col">
          Group
        </th>
        {blocks.map(({ role, columns }) => (
          <th key={role} scope="colgroup" colSpan={columns.length} className="wall-block">
            {TITLES[role]}
          </th>
        ))}
      </tr>
      <tr>
        {blocks
          .flatMap(({ columns }) => columns)
          .map((column) => (
            <ColumnHead key={column.node.id} column={column} onContext={onContext} />
          ))}
      </tr>
    </thead>
  )
}

const replicas = (count: number): string => (count === 1 ? '1 replica' : `${count} replicas`)

function ColumnHead({ column, onContext }: { column: WallColumn; onContext: OnContext }) {
  const { node, leads, follows, first } = column
  const light = useSpotlight()
  const facts = useCluster(useShallow(({ view }) => nodeFacts(view, node.id, light.group)))
  const dimmed = useCluster(({ view }) => !nodeIsLit(view, light, node.id))
  const lit = useFocus(({ focus }) => focus?.kind === 'node' && focus.node === node.id)
  const sign = SIGNS[node.state]
  return (
    <th
      scope="col"
      className="wall-process keeps-ground"
      data-testid={testIds.node}
      data-node={node.id}
      data-kind={node.role}
      data-process={node.state}
      data-role={facts.role}
      data-term={facts.term}
      data-leader={facts.leader}
      data-dimmed={dimmed}
      data-first={first}
      data-lit={lit}
      onContextMenu={(event) => openContext(event, { kind: 'node', node: node.id }, onContext)}
    >
      <button
        type="button"
        className="wall-name"
        aria-pressed={lit}
        onClick={() => useFocus.getState().focusNode(node.id)}
      >
        {node.id}
      </button>
      {node.state === 'running' ? (
        <span>leads {leads}</span>
      ) : (
        <span className="wall-state">
          {sign !== undefined && <Icon name={sign} />}
          {node.state}
        </span>
      )}
      <span>{node.state === 'running' ? `follows ${follows}` : replicas(leads + follows)}</span>
    </th>
  )
}
