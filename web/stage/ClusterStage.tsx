// All processes at their places, every direction of every connection, and the messages between them.

import { useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { ClusterView } from '../../shared/cluster-view.ts'
import { newLink } from '../../shared/cluster-view.ts'
import { arrowsOf, markedLinks } from '../scene/arrows.ts'
import type { Arrow } from '../scene/arrows.ts'
import type { CaptionedPlace, ClusterScene, Size } from '../scene/cluster.ts'
import { clusterScene } from '../scene/cluster.ts'
import { mainStanding, standingsOf } from '../scene/leader-truth.ts'
import { linkIsLit, nodeIsLit } from '../scene/lit.ts'
import type { ClusterState } from '../store/cluster.ts'
import { unheardSeconds } from '../scene/unheard.ts'
import { useCluster } from '../store/cluster.ts'
import type { Focus } from '../store/focus.ts'
import { useFocus, useSpotlight } from '../store/focus.ts'
import { ArrowMark } from './ArrowMark.tsx'
import type { OnContext } from './context.ts'
import { FlightCanvas } from './FlightCanvas.tsx'
import { Legend } from './Legend.tsx'
import { NodeMark } from './NodeMark.tsx'
import { moveAmong } from './move-among.ts'
import { Rooms, RoomTitles } from './Rooms.tsx'
import { useSize } from './use-size.ts'

const selectNodes = ({ view }: ClusterState) =>
  Object.values(view.nodes).map(({ id, role }) => `${role} ${id}`)
const selectMarked = ({ view }: ClusterState) => markedLinks(view)

export function ClusterStage({ onContext }: { onContext: OnContext }) {
  const { ref, size } = useSize<HTMLDivElement>()
  const names = useCluster(useShallow(selectNodes))
  const inLesson = useCluster(({ view }) => view.lesson !== null)
  const scene = useMemo(
    () => (size === null ? null : clusterScene(atLeast(size), names.map(parseName), inLesson)),
    [size, names, inLesson],
  )
  return (
    <div className="stage cluster-stage" ref={ref} data-metrics={scene?.metrics.name}>
      {scene !== null && names.length > 0 && <Picture scene={scene} onContext={onContext} />}
      {names.length === 0 && <p className="stage-empty">Waiting for the first news of the cluster.</p>}
    </div>
  )
}

/** In less room words and arrows would meet: then the picture scrolls. */
const SMALLEST: Size = { width: 800, height: 440 }

const atLeast = ({ width, height }: Size): Size => ({
  width: Math.max(width, SMALLEST.width),
  height: Math.max(height, SMALLEST.height),
})

function parseName(name: string): Pick<ClusterView['nodes'][string], 'id' | 'role'> {
  const [role, id = ''] = name.split(' ')
  return { id, role: role === 'manager' || role === 'broker' ? role : 'atm' }
}

function Picture({ scene, onContext }: { scene: ClusterScene; onContext: OnContext }) {
  const focus = useFocus((state) => state.focus)
  const marked = useCluster(useShallow(selectMarked))
  const selected = focus?.kind === 'node' ? focus.node : null
  const arrows = useMemo(() => arrowsOf(scene.places, selected, new Set(marked)), [scene, selected, marked])
  const { width, height } = scene.size
  return (
    <div className="cluster-drawing" style={{ width, height }}>
      <svg
        className="stage-svg"
        width={width}
        height={height}
        role="group"
        aria-label="All processes and their connections"
        onKeyDown={moveAmong}
      >
        <Hatch />
        <Rooms scene={scene} trunkIsOpen={arrows.some(({ trunk }) => trunk)} />
        {arrows.map((arrow, at) => (
          <ConnectedArrow
            key={arrow.key}
            arrow={arrow}
            focus={focus}
            first={at === 0}
            onContext={onContext}
          />
        ))}
        {scene.places.map((place) => (
          <ConnectedNode key={place.node} place={place} onContext={onContext} />
        ))}
        <RoomTitles scene={scene} />
      </svg>
      <FlightCanvas size={scene.size} places={scene.places} />
      <Legend />
    </div>
  )
}

/** Hatching means absent, down or missing, everywhere on the page. */
function Hatch() {
  return (
    <defs>
      <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V7" className="hatch-line" />
      </pattern>
    </defs>
  )
}

interface ArrowProps {
  readonly arrow: Arrow
  readonly focus: Focus | null
  /** One of all half-arrows is reached by Tab; the others from there. */
  readonly first: boolean
  readonly onContext: OnContext
}

function ConnectedArrow({ arrow, focus, first, onContext }: ArrowProps) {
  const from = arrow.from.node
  const to = arrow.to.node
  const link = useCluster((state) => state.view.links[arrow.key])
  const peerGone = useCluster((state) => !reachable(state.view, to) || !reachable(state.view, from))
  const selected = focus?.kind === 'link' && focus.from === from && focus.to === to
  const shown = link ?? newLink(from, to)
  const light = useSpotlight()
  const dimmed = useCluster(({ view }) => !linkIsLit(view, light, from, to))
  return (
    <g className="arrow-place" data-dimmed={dimmed}>
      <ArrowMark
        arrow={arrow}
        link={shown}
        peerGone={peerGone}
        selected={selected}
        tabStop={first || selected}
        onContext={onContext}
      />
    </g>
  )
}

const reachable = (view: ClusterView, node: string): boolean => {
  const state = view.nodes[node]?.state
  return state === 'running' || state === 'frozen' || state === 'starting'
}

function ConnectedNode({ place, onContext }: { place: CaptionedPlace; onContext: OnContext }) {
  // Cheap to compute on every change of the view; NodeMark draws again only when what it shows differs.
  const view = useCluster((state) => state.view)
  const light = useSpotlight()
  const { group, focus } = light
  const selected = focus?.kind === 'node' && focus.node === place.node
  const node = view.nodes[place.node]
  if (node === undefined) return null
  const standings = standingsOf(view, place.node)
  const main = mainStanding(standings, group)
  const voters = main === null ? NOBODY : (view.groups[main.group]?.voters ?? NOBODY)
  return (
    <NodeMark
      place={place}
      node={node}
      standings={standings}
      group={group}
      voters={voters}
      selected={selected}
      unheard={unheardSeconds(view, place.node)}
      dimmed={!nodeIsLit(view, light, place.node)}
      onContext={onContext}
    />
  )
}

const NOBODY: readonly string[] = []
