// One half-arrow: one direction of a real pair of one-way connections. The disc in its middle cuts or mends
// just this direction.

import { memo } from 'react'
import type { LinkView } from '../../shared/cluster-view.ts'
import { testIds } from '../../shared/test-ids.ts'
import { ruleSigns } from '../scene/arrows.ts'
import type { Arrow } from '../scene/arrows.ts'
import { arrowShape } from '../scene/cluster.ts'
import type { ArrowShape } from '../scene/cluster.ts'
import { inject } from '../store/actions.ts'
import { useFocus } from '../store/focus.ts'
import type { OnContext } from './context.ts'
import { openContext } from './context.ts'

interface Props {
  readonly arrow: Arrow
  readonly link: LinkView
  /** The process at the far end is gone: the line ends before it. */
  readonly peerGone: boolean
  readonly selected: boolean
  readonly onContext: OnContext
}

/** Wide enough for a finger and for WCAG's 24 px. */
const HIT_WIDTH = 24

export const ArrowMark = memo(function ArrowMark({ arrow, link, peerGone, selected, onContext }: Props) {
  const { from, to } = link
  const shape = arrowShape(arrow.from, arrow.to, link.framesPerSecond)
  const cut = link.rule.cut
  const signs = ruleSigns(link)
  const toggle = (): void => void inject({ kind: cut ? 'mend' : 'cut', from, to, oneWay: true })
  const state = peerGone && !cut ? 'gone' : link.state
  return (
    <g
      className="arrow"
      data-testid={testIds.link}
      data-from={from}
      data-to={to}
      data-link={cut ? 'cut' : link.state}
      data-rules={signs.join(', ')}
      data-rate={Math.round(link.framesPerSecond)}
      data-state={cut ? 'cut' : state}
      data-trunk={arrow.trunk}
      data-selected={selected}
      tabIndex={0}
      role="button"
      aria-label={`link ${from} to ${to}, ${cut ? 'cut' : state}${signs.length > 0 ? `, ${signs.join(', ')}` : ''}; Enter ${cut ? 'mends' : 'cuts'} this direction`}
      onClick={() => useFocus.getState().focusLink(from, to)}
      onFocus={() => useFocus.getState().focusLink(from, to)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') toggle()
      }}
      onContextMenu={(event) => openContext(event, { kind: 'link', from, to }, onContext)}
    >
      <line className="arrow-hit" {...ends(shape)} strokeWidth={HIT_WIDTH / 2} />
      <Line shape={shape} r={arrow.from.r} cut={cut} gone={state === 'gone'} />
      <Disc shape={shape} r={arrow.from.r} cut={cut} onToggle={toggle} />
      {signs.length > 0 && !cut && (
        <text
          className="arrow-signs"
          x={shape.middle.x}
          y={shape.middle.y - arrow.from.r * 0.42}
          textAnchor="middle"
        >
          {signs.join(' · ')}
        </text>
      )}
    </g>
  )
})

const ends = ({ from, to }: ArrowShape) => ({ x1: from.x, y1: from.y, x2: to.x, y2: to.y })

function Line({ shape, r, cut, gone }: { shape: ArrowShape; r: number; cut: boolean; gone: boolean }) {
  const { from, to, middle, barb, width } = shape
  if (!cut) {
    return (
      <>
        <line className="arrow-line" {...ends(shape)} strokeWidth={width} />
        {!gone && (
          <path className="arrow-barb" d={`M${to.x} ${to.y}L${barb.x} ${barb.y}`} strokeWidth={width} />
        )}
      </>
    )
  }
  const share = (r * 0.5) / Math.max(1, Math.hypot(to.x - from.x, to.y - from.y))
  const gap = (sign: number) => ({
    x: middle.x + sign * (to.x - from.x) * share,
    y: middle.y + sign * (to.y - from.y) * share,
  })
  return (
    <>
      <path
        className="arrow-line"
        d={`M${from.x} ${from.y}L${gap(-1).x} ${gap(-1).y}M${gap(1).x} ${gap(1).y}L${to.x} ${to.y}`}
        strokeWidth={width}
      />
      <path className="arrow-barb" d={`M${to.x} ${to.y}L${barb.x} ${barb.y}`} strokeWidth={width} />
    </>
  )
}

function Disc({
  shape,
  r,
  cut,
  onToggle,
}: {
  shape: ArrowShape
  r: number
  cut: boolean
  onToggle: () => void
}) {
  const { x, y } = shape.middle
  const radius = r * 0.27
  const arm = radius * 0.45
  return (
    <g
      className={cut ? 'arrow-disc arrow-disc-cut' : 'arrow-disc'}
      transform={`translate(${x} ${y})`}
      onClick={(event) => {
        event.stopPropagation()
        onToggle()
      }}
    >
      <circle className="arrow-disc-hit" r={HIT_WIDTH / 2} />
      <circle className="arrow-disc-face" r={radius} />
      <path className="arrow-disc-sign" d={`M${-arm} ${-arm}L${arm} ${arm}M${arm} ${-arm}L${-arm} ${arm}`} />
    </g>
  )
}
