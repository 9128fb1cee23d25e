// One process on the stage: its shape, what it is in its group as truth and as belief, and how it is.

import { memo } from 'react'
import type { NodeView } from '../../shared/cluster-view.ts'
import type { GroupName } from '../../shared/ids.ts'
import { testIds } from '../../shared/test-ids.ts'
import type { Place } from '../scene/cluster.ts'
import { termFill } from '../scene/colour.ts'
import type { NodeStanding } from '../scene/leader-truth.ts'
import { mainStanding } from '../scene/leader-truth.ts'
import { nodeLabel, secondLine } from '../scene/node-words.ts'
import { useFocus } from '../store/focus.ts'
import type { OnContext } from './context.ts'
import { openContext } from './context.ts'
import { Crown } from './Crown.tsx'
import { Pips } from './Pips.tsx'
import { Silhouette } from './Silhouette.tsx'
import { StateSign } from './StateSign.tsx'
import { Ballots } from './Ballots.tsx'

interface Props {
  readonly place: Place
  readonly node: NodeView
  readonly standings: readonly NodeStanding[]
  readonly group: GroupName | null
  /** Voters of the standing's group: the pips of an election. */
  readonly voters: readonly string[]
  readonly selected: boolean
  readonly dimmed: boolean
  readonly onContext: OnContext
}

const DOWN = new Set(['stopped', 'killed', 'failed'])

export const NodeMark = memo(Mark, sameMark)

function Mark(props: Props) {
  const { place, node, standings, group, selected, dimmed, onContext } = props
  const { r } = place
  const main = mainStanding(standings, group)
  const down = DOWN.has(node.state)
  const leading = down
    ? 'none'
    : (main?.leading ?? (standings.some((one) => one.leading === 'confirmed') ? 'confirmed' : 'none'))
  const open = (): void => useFocus.getState().focusNode(node.id)
  return (
    <g
      className="node"
      transform={`translate(${place.x} ${place.y + (down ? 6 : 0)})`}
      data-testid={testIds.node}
      data-node={node.id}
      data-kind={node.role}
      data-process={node.state}
      data-role={main?.replica.role ?? ''}
      data-term={main?.replica.term ?? ''}
      data-leader={leading}
      data-selected={selected}
      data-dimmed={dimmed}
      tabIndex={0}
      role="button"
      aria-pressed={selected}
      aria-label={nodeLabel(node, standings, group)}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') open()
      }}
      onContextMenu={(event) => openContext(event, { kind: 'node', node: node.id }, onContext)}
    >
      <rect className="node-hit" x={-r * 1.7} y={-r * 1.7} width={r * 3.4} height={r * 4} />
      {selected && <circle className="node-selection" r={r * 1.62} />}
      <Rings r={r} standing={down ? null : main} />
      <Silhouette role={node.role} r={r} fill={fillOf(node, main, down)} />
      {down && <rect className="node-hatch" x={-r * 1.3} y={-r * 1.05} width={r * 2.6} height={r * 2.1} />}
      {main === null ? (
        <Pips standings={standings} r={r} down={down} />
      ) : (
        <Numeral term={main.replica.term} r={r} down={down} />
      )}
      {!down && main !== null && main.leading !== 'none' && (
        <Crown x={0} y={-r * 1.58} size={r * 0.66} hollow={main.leading === 'believes'} />
      )}
      {!down && main !== null && <Ballots standing={main} voters={props.voters} r={r} />}
      <StateSign state={node.state} r={r} />
      <text className="node-name" y={r * 1.7} textAnchor="middle">
        {node.id}
      </text>
      <text className="node-state" y={r * 1.7} dy="1.25em" textAnchor="middle">
        {secondLine(node, standings, main)}
      </text>
    </g>
  )
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

function fillOf(node: NodeView, main: NodeStanding | null, down: boolean): string {
  if (down || node.state === 'starting' || main === null) return 'var(--paper)'
  return termFill(main.replica.term)
}

function Numeral({ term, r, down }: { term: number; r: number; down: boolean }) {
  return (
    <text
      className={down ? 'node-term node-term-down' : 'node-term'}
      fontSize={r * 0.72}
      dy="0.36em"
      textAnchor="middle"
    >
      {term}
    </text>
  )
}

/** Double ring: confirmed. Single ring: only believes. Dashed: asks for votes. */
function Rings({ r, standing }: { r: number; standing: NodeStanding | null }) {
  if (standing === null) return null
  const { leading, replica } = standing
  if (leading !== 'none') {
    return (
      <>
        <circle className="node-ring" r={r * 1.32} />
        {leading === 'confirmed' && <circle className="node-ring" r={r * 1.46} />}
      </>
    )
  }
  if (replica.role === 'candidate') return <circle className="node-ring node-ring-candidate" r={r * 1.36} />
  if (replica.role === 'preCandidate') return <circle className="node-ring node-ring-asking" r={r * 1.36} />
  return null
}
