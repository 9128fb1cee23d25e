// The words of a node: its name, and below it what it is. Part of the picture only: the node itself carries
// the whole name for those who listen.

import { useMemo } from 'react'
import type { NodeView } from '../../shared/cluster-view.ts'
import type { CaptionedPlace } from '../scene/cluster.ts'
import type { NodeStanding } from '../scene/leader-truth.ts'
import { wrap } from '../scene/metrics.ts'
import { secondLine } from '../scene/node-words.ts'

interface Props {
  readonly place: CaptionedPlace
  readonly node: NodeView
  readonly standings: readonly NodeStanding[]
  readonly main: NodeStanding | null
  readonly unheard: number | null
  readonly onOpen: () => void
}

/** Sizes follow the node's: 14 pixels beside a half size of 30. */
const TEXT = 14 / 30
const LINE = 18 / 30

export function NodeCaption({ place, node, standings, main, unheard, onOpen }: Props) {
  const { r, caption } = place
  const words = secondLine(node, standings, main, unheard)
  const lines = useMemo(() => wrap(words, r * TEXT, caption.width), [words, r, caption.width])
  return (
    <text className="caption" textAnchor={caption.anchor} y={caption.y} aria-hidden="true" onClick={onOpen}>
      <tspan className="caption-name" x={caption.x}>
        {node.id}
      </tspan>
      {lines.map((line) => (
        <tspan key={line} className="caption-words" x={caption.x} dy={r * LINE}>
          {line}
        </tspan>
      ))}
    </text>
  )
}
