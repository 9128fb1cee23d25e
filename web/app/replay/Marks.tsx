// Where something stands out in the recording, above the slider. A click goes there; with the keyboard the keys
// for the next mark and the one before do.

import { memo, useMemo } from 'react'
import type { Size } from '../../scene/cluster.ts'
import { useSize } from '../../stage/use-size.ts'
import { move } from '../../store/replay.ts'
import type { Mark, MarkKind } from '../../store/tape/marks.ts'
import { seekPlace } from '../../store/tape/playback.ts'
import type { Tape } from '../../store/tape/tape.ts'
import { MarkSign } from './MarkSign.tsx'
import { markWords } from './replay-words.ts'

/** Two signs closer than this, in heights, would be one blot: the later one is left out, and reached by the keys. */
const APART = 0.95
/** The middle of a slider's thumb stays so far from its ends. */
const THUMB_PX = 8
/** Of the field that the signs are drawn for. */
const FIELD_PX = 16
/** Rare ones first: they keep their place, and common ones give way. */
const ORDER: readonly MarkKind[] = ['broken', 'step', 'leader', 'exit', 'fault']

const NO_SIZE: Size = { width: 0, height: 0 }

interface Placed extends Mark {
  readonly x: number
}

/** The marks that are drawn, each where the slider's thumb would stand. */
export function placedMarks(tape: Tape, { width, height }: Size): readonly Placed[] {
  const drawn: Placed[] = []
  const scale = (width - 2 * THUMB_PX) / Math.max(1, tape.length)
  for (const kind of ORDER) {
    for (const mark of tape.marks) {
      const x = THUMB_PX + mark.time * scale
      if (mark.kind === kind && drawn.every((one) => Math.abs(one.x - x) >= APART * height))
        drawn.push({ ...mark, x })
    }
  }
  return drawn
}

export const Marks = memo(function Marks({ tape }: { tape: Tape }) {
  const { ref, size } = useSize<HTMLDivElement>()
  const { width, height } = size ?? NO_SIZE
  const marks = useMemo(() => placedMarks(tape, { width, height }), [tape, width, height])
  return (
    <div ref={ref} className="replay-marks" aria-hidden="true">
      <svg width={width} height={height}>
        {marks.map((mark) => (
          <g
            key={`${mark.kind} ${mark.place}`}
            className="replay-mark"
            transform={`translate(${mark.x} ${height / 2}) scale(${height / FIELD_PX})`}
            onClick={() => move((one, playback) => seekPlace(one, playback, mark.place))}
          >
            <title>{markWords(tape, mark)}</title>
            <rect x={-FIELD_PX / 2} y={-FIELD_PX / 2} width={FIELD_PX} height={FIELD_PX} />
            <MarkSign kind={mark.kind} />
          </g>
        ))}
      </svg>
    </div>
  )
})
