// Empties the timer arcs between two samples. Motion is written straight into the drawing: no component
// renders because time passes.

import { useEffect, useRef } from 'react'
import type { ClusterView } from '../../shared/cluster-view.ts'
import type { GroupName } from '../../shared/ids.ts'
import { timerLeft, timerRests } from '../scene/group-ring.ts'
import { useCluster } from '../store/cluster.ts'
import { useSettings } from '../store/settings.ts'

/** Length of a whole arc as the drawing measures it: `pathLength`. */
export const WHOLE_ARC = 100
/** Without news for longer than this nothing is counted on: the picture stands still. */
const LONGEST_GAP_MS = 1_000

export function useTimers(group: GroupName): React.RefObject<SVGSVGElement | null> {
  const ref = useRef<SVGSVGElement>(null)
  useEffect(() => {
    const clock = createClock()
    let frame = 0
    const draw = (now: number): void => {
      const { view } = useCluster.getState()
      if (ref.current !== null) drawArcs(ref.current, view, group, clock(view, now))
      frame = requestAnimationFrame(draw)
    }
    frame = requestAnimationFrame(draw)
    return () => cancelAnimationFrame(frame)
  }, [group])
  return ref
}

/** Cluster time now: that of the last news, and since then this page's clock at the cluster's rate. */
function createClock(): (view: ClusterView, now: number) => number {
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  let last = { at: 0, shownAt: 0 }
  return ({ at, clock }, now) => {
    if (at !== last.at) last = { at, shownAt: now }
    const { connection, shows } = useCluster.getState()
    // A recording's view already says what time it is.
    const isLive =
      connection === 'open' && shows === 'present' && !useSettings.getState().quiet && !still.matches
    return isLive ? at + Math.min(now - last.shownAt, LONGEST_GAP_MS) * clock.rate : at
  }
}

function drawArcs(svg: SVGSVGElement, view: ClusterView, name: GroupName, now: number): void {
  const group = view.groups[name]
  if (group === undefined) return
  for (const arc of svg.querySelectorAll<SVGElement>('[data-timer]')) {
    const node = arc.dataset['timer'] ?? ''
    const timer = group.replicas[node]?.timer
    if (timer === null || timer === undefined) continue
    const rests = timerRests(view, group, node)
    const left = timerLeft(timer, rests ? timer.at : now)
    arc.setAttribute('stroke-dashoffset', ((1 - left) * WHOLE_ARC).toFixed(2))
  }
}
