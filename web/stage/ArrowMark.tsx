// One half-arrow: one direction of a real pair of one-way connections. The disc near its sender, where the
// gate is, cuts or mends just this direction; a click on the line selects it.

import { memo, useState } from 'react'
import type { LinkView } from '../../shared/cluster-view.ts'
import { hasEnded } from '../../shared/trace-facts.ts'
import { testIds } from '../../shared/test-ids.ts'
import { arrowShape } from '../scene/arrow-shape.ts'
import { arrowWords, ruleSigns } from '../scene/arrows.ts'
import type { Arrow } from '../scene/arrows.ts'
import { inject } from '../store/actions.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { ArrowLine } from './ArrowLine.tsx'
import type { OnContext } from './context.ts'
import { openContext } from './context.ts'
import { GateDisc } from './GateDisc.tsx'

interface Props {
  readonly arrow: Arrow
  readonly link: LinkView
  /** The process at one end is gone: the line ends on the way. */
  readonly peerGone: boolean
  readonly selected: boolean
  /** False: reached by the arrow keys from its neighbours, not by Tab. */
  readonly tabStop: boolean
  readonly onContext: OnContext
}

export const ArrowMark = memo(function ArrowMark({
  arrow,
  link,
  peerGone,
  selected,
  tabStop,
  onContext,
}: Props) {
  const { from, to } = link
  const senderGone = useCluster(({ view }) => hasEnded(view.nodes[from]?.state))
  const [refusal, setRefusal] = useState<string | null>(null)
  const { r } = arrow.from
  const shape = arrowShape(arrow.from, arrow.to, link.framesPerSecond)
  const { cut } = link.rule
  const signs = ruleSigns(link)
  const state = cut ? 'cut' : peerGone ? 'gone' : link.state
  const select = (): void => useFocus.getState().focusLink(from, to)
  const toggle = async (): Promise<void> => {
    const done = await inject({ kind: cut ? 'mend' : 'cut', from, to, oneWay: true })
    setRefusal(done.ok ? null : done.error.message)
  }
  return (
    <g
      className="arrow"
      data-testid={testIds.link}
      data-from={from}
      data-to={to}
      data-link={cut ? 'cut' : link.state}
      data-rules={signs.map(({ text }) => text).join(', ')}
      data-rate={Math.round(link.framesPerSecond)}
      data-state={state}
      data-trunk={arrow.trunk}
      data-selected={selected}
      tabIndex={tabStop ? 0 : -1}
      role="button"
      aria-pressed={selected}
      aria-label={arrowWords(link, state)}
      onClick={select}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') select()
      }}
      onPointerLeave={() => setRefusal(null)}
      onContextMenu={(event) => openContext(event, { kind: 'link', from, to }, onContext)}
    >
      <ArrowLine shape={shape} r={r} state={state} senderGone={senderGone} />
      <GateDisc
        place={shape.disc}
        r={r}
        kind={cut ? 'cut' : (signs[0]?.kind ?? null)}
        onToggle={() => void toggle()}
      />
      <text
        className="arrow-words"
        x={shape.words.x}
        y={shape.words.y}
        dy="0.35em"
        textAnchor={shape.words.anchor}
      >
        {signs.map(({ text }) => text).join(', ')}
        {state === 'up' && !link.rule.hold && (
          <tspan className="arrow-rate">
            {signs.length > 0 && ', '}
            {Math.round(link.framesPerSecond)}/s
          </tspan>
        )}
      </text>
      {refusal !== null && (
        <text className="arrow-refusal" x={shape.disc.x} y={shape.disc.y - r * 0.6} textAnchor="middle">
          {refusal}
        </text>
      )}
    </g>
  )
})
