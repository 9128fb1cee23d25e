// The classic ring: the replicas of one group, who leads them, and how long each waits for its leader.

import { useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { newLink } from '../../shared/cluster-view.ts'
import type { GroupName, NodeId } from '../../shared/ids.ts'
import { hasEnded } from '../../shared/trace-facts.ts'
import { arrowsOf } from '../scene/arrows.ts'
import type { Arrow } from '../scene/arrows.ts'
import type { Place, Size } from '../scene/cluster.ts'
import { HOSTS, groupRing } from '../scene/group-ring.ts'
import { ringLinkIsLit } from '../scene/lit.ts'
import { ringOrder } from '../scene/log-matrix.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus, useSpotlight } from '../store/focus.ts'
import { ArrowMark } from './ArrowMark.tsx'
import type { OnContext } from './context.ts'
import { FlightCanvas } from './FlightCanvas.tsx'
import { moveAmong } from './move-among.ts'
import { RingSeat } from './RingSeat.tsx'
import { useSize } from './use-size.ts'
import { useTimers } from './use-timers.ts'

interface Props {
  readonly group: GroupName
  readonly onContext: OnContext
}

/** Of so many replicas the words of arrows would cover each other: their discs say the same. */
const CROWDED = 4
/** Of so many the arrows themselves are a web: those that carry nothing step back, so that the others are seen. */
const WEB = 5

/** No link between rooms belongs to a group. */
const NO_MARKS: ReadonlySet<string> = new Set()

export function GroupRing({ group, onContext }: Props) {
  const { ref, size } = useSize<HTMLDivElement>()
  return (
    <div className="ring" ref={ref}>
      {size !== null && size.width > 0 && <Ring group={group} size={size} onContext={onContext} />}
    </div>
  )
}

function Ring({ group, size, onContext }: Props & { size: Size }) {
  const nodes = useCluster(
    useShallow(({ view }): readonly NodeId[] => {
      const shown = view.groups[group]
      return shown === undefined ? [] : ringOrder(shown)
    }),
  )
  const role = useCluster(({ view }) => HOSTS[view.groups[group]?.kind ?? 'partition'])
  const scene = useMemo(() => groupRing(size, nodes, role), [size, nodes, role])
  const places = useMemo(() => scene.seats.map(round), [scene])
  const arrows = useMemo(() => arrowsOf(places, null, NO_MARKS), [places])
  const timers = useTimers(group)
  return (
    <>
      <svg
        ref={timers}
        className="stage-svg"
        data-crowded={nodes.length >= CROWDED}
        data-web={nodes.length >= WEB}
        width={size.width}
        height={size.height}
        role="group"
        aria-label={`Ring of ${group}`}
        onKeyDown={moveAmong}
      >
        <defs>
          <pattern
            id="ring-hatch"
            width="7"
            height="7"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <path d="M0 0V7" className="hatch-line" />
          </pattern>
        </defs>
        {arrows.map((arrow, at) => (
          <RingArrow key={arrow.key} arrow={arrow} first={at === 0} onContext={onContext} />
        ))}
        {scene.seats.map((seat) => (
          <RingSeat key={seat.node} seat={seat} group={group} onContext={onContext} />
        ))}
      </svg>
      <FlightCanvas size={size} places={places} only={group} />
    </>
  )
}

/** On the ring every replica is a circle, and of the silhouettes that arrows end at the gear is the round one. */
const round = (seat: Place): Place => ({ ...seat, role: 'manager' })

interface RingArrowProps {
  readonly arrow: Arrow
  /** Tab leads to this one, and arrow keys from it to the others. */
  readonly first: boolean
  readonly onContext: OnContext
}

function RingArrow({ arrow, first, onContext }: RingArrowProps) {
  const from = arrow.from.node
  const to = arrow.to.node
  const known = useCluster((state) => state.view.links[arrow.key])
  const peerGone = useCluster(
    ({ view }) => hasEnded(view.nodes[from]?.state) || hasEnded(view.nodes[to]?.state),
  )
  const selected = useFocus(({ focus }) => focus?.kind === 'link' && focus.from === from && focus.to === to)
  const link = known ?? newLink(from, to)
  const light = useSpotlight()
  const dimmed = useCluster(({ view }) => !ringLinkIsLit(view, light, from, to))
  return (
    <g className="arrow-place" data-dimmed={dimmed}>
      <ArrowMark
        arrow={arrow}
        link={link}
        peerGone={peerGone}
        selected={selected}
        tabStop={first || selected}
        onContext={onContext}
      />
    </g>
  )
}
