// One canvas for all motion: messages as after-images of what really flew. One animation loop, no React
// state; with motion off nothing is drawn.

import { useEffect, useMemo, useRef } from 'react'
import type { GroupName } from '../../shared/ids.ts'
import { testIds } from '../../shared/test-ids.ts'
import type { Place, Size } from '../scene/cluster.ts'
import { linkIsLit, ringLinkIsLit } from '../scene/lit.ts'
import { isProjector } from '../scene/metrics.ts'
import { flightsAt, heldOnStage, MAX_DOTS } from '../scene/flights.ts'
import { useCluster } from '../store/cluster.ts'
import { flightsNow } from '../store/motion.ts'
import { useFocus } from '../store/focus.ts'
import { useSettings } from '../store/settings.ts'
import { drawFlight, inkOf } from './draw-flight.ts'

/** As `--dimmed` has it for everything that is not on a canvas. */
const DIMMED = 0.15

interface Props {
  readonly size: Size
  readonly places: readonly Place[]
  /** Messages of this group and no other. */
  readonly only?: GroupName
}

export function FlightCanvas({ size, places, only }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const quiet = useSettings((state) => state.quiet)
  const byNode = useMemo(() => new Map(places.map((place) => [place.node, place])), [places])
  const held = useCluster(({ view }) => heldOnStage(view, byNode, only))
  const r = places[0]?.r ?? 0
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d') ?? null
    const still = quiet || window.matchMedia('(prefers-reduced-motion: reduce)').matches
    if (element === null || context === null || still) return undefined
    const ratio = window.devicePixelRatio
    const { width, height } = size
    element.width = Math.round(width * ratio)
    element.height = Math.round(height * ratio)
    context.scale(ratio, ratio)
    const max = isProjector(size) ? MAX_DOTS.projector : MAX_DOTS.laptop
    // As the half-arrows below them: on the ring of a group only a node or a link chooses.
    const isLit = only === undefined ? linkIsLit : ringLinkIsLit
    let drawn = 0
    let frame = 0
    const draw = (): void => {
      frame = requestAnimationFrame(draw)
      const { flights, now } = flightsNow()
      if (flights.length === 0 && drawn === 0) return
      const light = useFocus.getState()
      const { group } = light
      const { view } = useCluster.getState()
      const told = only === undefined ? flights : flights.filter(({ rpc }) => rpc.group === only)
      const { shown, left } = flightsAt(told, { places: byNode, now, max, group })
      if (shown.length === 0 && drawn === 0) return
      context.clearRect(0, 0, width, height)
      const ink = inkOf(element)
      for (const flight of shown) {
        const { from, to } = flight.rpc
        context.globalAlpha = isLit(view, light, from, to) ? 1 : DIMMED
        drawFlight(context, flight, r, ink)
      }
      drawn = shown.length
      element.dataset['inFlight'] = String(shown.length)
      element.dataset['notShown'] = String(left)
    }
    frame = requestAnimationFrame(draw)
    return () => {
      cancelAnimationFrame(frame)
      context.clearRect(0, 0, width, height)
      element.dataset['inFlight'] = '0'
    }
  }, [size, byNode, r, quiet, only])
  const { width, height } = size
  return (
    <canvas
      ref={canvas}
      className="flights"
      data-testid={testIds.flights}
      data-in-flight="0"
      data-held={held}
      data-not-shown="0"
      aria-hidden="true"
      style={{ width, height }}
    />
  )
}
