// One process on the stage: its shape, what it is in its group as truth and as belief, and how it is.

import { memo } from 'react'
import type { NodeView } from '../../shared/cluster-view.ts'
import type { GroupName, NodeId } from '../../shared/ids.ts'
import { testIds } from '../../shared/test-ids.ts'
import { hasEnded } from '../../shared/trace-facts.ts'
import type { CaptionedPlace } from '../scene/cluster.ts'
import { termFill } from '../scene/colour.ts'
import type { NodeStanding } from '../scene/leader-truth.ts'
import { mainStanding, nodeLeading } from '../scene/leader-truth.ts'
import { nodeLabel } from '../scene/node-words.ts'
import { centreOf, extentOf, RING } from '../scene/silhouette.ts'
import { useFocus } from '../store/focus.ts'
import type { OnContext } from './context.ts'
import { openContext } from './context.ts'
import { NodeCaption } from './NodeCaption.tsx'
import { Pips } from './Pips.tsx'
import { RoleSign } from './RoleSign.tsx'
import { Outline, Silhouette } from './Silhouette.tsx'
import { StateSign } from './StateSign.tsx'

interface Props {
  readonly place: CaptionedPlace
  readonly node: NodeView
  readonly standings: readonly NodeStanding[]
  readonly group: GroupName | null
  /** Voters of the standing's group: the pips of an election. */
  readonly voters: readonly NodeId[]
  readonly selected: boolean
  /** Seconds since it was heard of, when that is too long. */
  readonly unheard: number | null
  readonly dimmed: boolean
  readonly onContext: OnContext
}

/** A process that is gone has sunk by this many pixels. */
const SUNK = 6

export const NodeMark = memo(Mark, sameMark)

function Mark(props: Props) {
  const { place, node, standings, group, selected, unheard, dimmed, onContext } = props
  const main = mainStanding(standings, group)
  const down = hasEnded(node.state)
  const open = (): void => useFocus.getState().focusNode(node.id)
  return (
    <g
      className="node-place"
      transform={`translate(${place.x.toFixed(1)} ${(place.y + (down ? SUNK : 0)).toFixed(1)})`}
      data-dimmed={dimmed}
      data-process={node.state}
    >
      <g
        className="node"
        data-testid={testIds.node}
        data-node={node.id}
        data-kind={node.role}
        data-process={node.state}
        data-role={main?.replica.role ?? ''}
        data-term={main?.replica.term ?? ''}
        data-leader={down ? 'none' : nodeLeading(standings, main)}
        data-selected={selected}
        tabIndex={0}
        role="button"
        aria-pressed={selected}
        data-unheard={unheard !== null}
        aria-label={nodeLabel(node, standings, group, unheard)}
        onClick={open}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === ' ') open()
        }}
        onContextMenu={(event) => openContext(event, { kind: 'node', node: node.id }, onContext)}
      >
        <Shape {...props} main={main} down={down} />
      </g>
      <NodeCaption
        place={place}
        node={node}
        standings={standings}
        main={main}
        unheard={unheard}
        onOpen={open}
      />
    </g>
  )
}

function Shape({ place, node, standings, voters, main, down, unheard }: Props & Facts) {
  const { r, role } = place
  const hit = extentOf(role, r, (2 * RING + 0.2) * r)
  const blank = down || node.state === 'starting' || main === null
  return (
    <>
      <rect
        className="node-hit"
        x={-hit.width}
        y={-hit.height}
        width={2 * hit.width}
        height={2 * hit.height}
      />
      <Outline role={role} r={r} grow={(2 * RING + 0.08) * r} className="node-selection" />
      {!down && main !== null && <RoleSign role={role} r={r} standing={main} voters={voters} />}
      <Silhouette
        role={role}
        r={r}
        fill={blank ? 'var(--paper)' : termFill(main.replica.term)}
        hatched={down}
      />
      {main === null && !down && node.state !== 'starting' && <Pips standings={standings} r={r} />}
      {main !== null && (
        <text
          className="node-term"
          fontSize={r * 0.78}
          y={centreOf(role, r)}
          dy="0.36em"
          textAnchor="middle"
          data-down={down}
        >
          {main.replica.term}
        </text>
      )}
      <StateSign state={unheard === null ? node.state : 'unheard'} role={role} r={r} />
    </>
  )
}

interface Facts {
  readonly main: NodeStanding | null
  readonly down: boolean
}

/** Whether two sets of facts look the same: progress of a log alone changes nothing here. */
function sameMark(a: Props, b: Props): boolean {
  return (
    a.place === b.place &&
    a.node.state === b.node.state &&
    a.node.lastExit === b.node.lastExit &&
    a.group === b.group &&
    a.voters === b.voters &&
    a.selected === b.selected &&
    a.unheard === b.unheard &&
    a.dimmed === b.dimmed &&
    a.onContext === b.onContext &&
    a.standings.length === b.standings.length &&
    a.standings.every((one, at) => sameStanding(one, b.standings[at]))
  )
}

const sameStanding = (a: NodeStanding, b: NodeStanding | undefined): boolean =>
  b !== undefined &&
  a.group === b.group &&
  a.leading === b.leading &&
  a.replica.role === b.replica.role &&
  a.replica.term === b.replica.term &&
  a.replica.ballots === b.replica.ballots
