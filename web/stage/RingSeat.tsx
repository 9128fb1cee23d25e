// One replica on the ring: term by colour and numeral, role by ring and crown, and its election timer.

import { useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { NodeView } from '../../shared/cluster-view.ts'
import type { GroupName } from '../../shared/ids.ts'
import { testIds } from '../../shared/test-ids.ts'
import { hasEnded } from '../../shared/trace-facts.ts'
import { termFill } from '../scene/colour.ts'
import type { Seat } from '../scene/group-ring.ts'
import { ballotWords } from '../scene/group-ring.ts'
import type { NodeStanding } from '../scene/leader-truth.ts'
import { leadingOf } from '../scene/leader-truth.ts'
import { seatIsLit } from '../scene/lit.ts'
import { nodeLabel, secondLine } from '../scene/node-words.ts'
import { unheardSeconds } from '../scene/unheard.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus, useSpotlight } from '../store/focus.ts'
import { Ballots } from './Ballots.tsx'
import type { OnContext } from './context.ts'
import { openContext } from './context.ts'
import { Crown } from './Crown.tsx'
import { StateSign } from './StateSign.tsx'
import { WHOLE_ARC } from './use-timers.ts'

interface Props {
  readonly seat: Seat
  readonly group: GroupName
  readonly onContext: OnContext
}

/** Pips of an election are what the ring is looked at for: larger than on the cluster stage. */
const PIPS = 1.3

export function RingSeat({ seat, group, onContext }: Props) {
  const { node: id, r, x, y } = seat
  const { node, replica, voters, leading, unheard } = useCluster(
    useShallow(({ view }) => {
      const shown = view.groups[group]
      return {
        node: view.nodes[id],
        unheard: unheardSeconds(view, id),
        replica: shown?.replicas[id],
        voters: shown?.voters ?? [],
        leading: shown === undefined ? ('none' as const) : leadingOf(view, shown, id),
      }
    }),
  )
  const light = useSpotlight()
  const lit = useCluster(({ view }) => seatIsLit(view, light, id))
  const selected = light.focus?.kind === 'node' && light.focus.node === id
  const standing = useMemo(
    () => (replica === undefined ? null : { group, replica, leading }),
    [group, replica, leading],
  )
  if (node === undefined || standing === null) return null
  const down = hasEnded(node.state)
  const open = (): void => useFocus.getState().focusNode(id)
  return (
    <g
      className="node seat"
      transform={`translate(${x} ${y + (down ? 6 : 0)})`}
      data-testid={testIds.node}
      data-node={id}
      data-kind={node.role}
      data-process={node.state}
      data-role={standing.replica.role}
      data-term={standing.replica.term}
      data-leader={down ? 'none' : leading}
      data-unheard={unheard !== null}
      data-dimmed={!lit}
      tabIndex={0}
      role="button"
      aria-label={`${nodeLabel(node, [standing], group, unheard)}${votesSaid(standing, voters)}`}
      aria-pressed={selected}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') open()
      }}
      onContextMenu={(event) => openContext(event, { kind: 'node', node: id }, onContext)}
    >
      <rect className="node-hit" x={-r * 1.6} y={-r * 1.6} width={r * 3.2} height={r * 3.2} />
      {selected && <circle className="node-selection" r={r * 1.44} />}
      {!down && <Timer node={id} r={r} standing={standing} />}
      <circle className="silhouette" r={r} fill={fillOf(node, standing, down)} />
      {down && <circle className="seat-hatch" r={r} />}
      <text
        className={down ? 'node-term node-term-down' : 'node-term'}
        fontSize={r * 0.86}
        dy="0.36em"
        textAnchor="middle"
      >
        {standing.replica.term}
      </text>
      {!down && <Rings r={r} standing={standing} />}
      {!down && leading !== 'none' && (
        <Crown x={0} y={-r * 1.62} size={r * 0.72} hollow={leading === 'believes'} />
      )}
      {!down && (
        <g transform={`translate(0 ${(PIPS - 1) * r * 1.66 - r * 0.02})`}>
          <Ballots standing={standing} voters={voters} r={r * PIPS} />
        </g>
      )}
      <StateSign state={unheard === null ? node.state : 'unheard'} r={r} />
      <Words seat={seat} node={node} standing={standing} down={down} unheard={unheard} />
    </g>
  )
}

const asks = ({ replica }: NodeStanding): boolean =>
  replica.role === 'candidate' || replica.role === 'preCandidate'

const votesSaid = (standing: NodeStanding, voters: readonly string[]): string =>
  asks(standing) ? `, votes: ${ballotWords(standing.replica, voters)}` : ''

const fillOf = (node: NodeView, { replica }: NodeStanding, down: boolean): string =>
  down || node.state === 'starting' ? 'var(--paper)' : termFill(replica.term)

/** Double ring: confirmed. Single: only believes. Dashed: asks for votes. */
function Rings({ r, standing }: { r: number; standing: NodeStanding }) {
  const { leading, replica } = standing
  if (leading === 'confirmed')
    return (
      <>
        <circle className="node-ring" r={r * 1.15} />
        <circle className="node-ring" r={r * 1.28} />
      </>
    )
  if (leading === 'believes') return <circle className="node-ring" r={r * 1.2} />
  if (replica.role === 'candidate') return <circle className="node-ring node-ring-candidate" r={r * 1.14} />
  if (replica.role === 'preCandidate') return <circle className="node-ring node-ring-asking" r={r * 1.14} />
  return null
}

/** Empties towards the replica's own timeout. A leader waits for nobody. */
function Timer({ node, r, standing }: { node: string; r: number; standing: NodeStanding }) {
  if (standing.leading !== 'none' || standing.replica.timer === null) return null
  const radius = r * 1.3
  return (
    <g className="timer" transform="rotate(-90)">
      <title>{`election timeout ${Math.round(standing.replica.timer.timeoutMs)} ms`}</title>
      <circle className="timer-track" r={radius} />
      <circle
        className="timer-left"
        data-timer={node}
        r={radius}
        pathLength={WHOLE_ARC}
        strokeDasharray={WHOLE_ARC}
      />
    </g>
  )
}

interface WordsProps {
  readonly seat: Seat
  readonly node: NodeView
  readonly standing: NodeStanding
  readonly down: boolean
  readonly unheard: number | null
}

function Words({ seat: { words, r }, node, standing, down, unheard }: WordsProps) {
  const isCrowned = !down && (standing.leading !== 'none' || asks(standing))
  const y = words === 'above' ? -r * (isCrowned ? 2.16 : 1.52) : r * 1.52
  const line = (at: number): string =>
    words === 'above' ? `${at === 0 ? -1.35 : 0}em` : `${0.8 + at * 1.35}em`
  return (
    <>
      <text className="node-name" y={y} dy={line(0)} textAnchor="middle">
        {node.id}
      </text>
      <text className="node-state" y={y} dy={line(1)} textAnchor="middle">
        {secondLine(node, [standing], standing, unheard)}
      </text>
    </>
  )
}
