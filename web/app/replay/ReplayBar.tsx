// The player: a slider over the whole recording with its marks, and below it what moves it. Everything here is
// this viewer's own; the cluster goes on.

import { useEffect, useRef } from 'react'
import { testIds } from '../../../shared/test-ids.ts'
import { titleOf, useLessons } from '../../store/lessons.ts'
import type { Replay } from '../../store/replay.ts'
import { move, useReplay } from '../../store/replay.ts'
import {
  SPEEDS,
  firstPlace,
  playOrPause,
  seekPlace,
  seekTime,
  step,
  stepToMark,
} from '../../store/tape/playback.ts'
import type { MarkKind } from '../../store/tape/marks.ts'
import { Boundary } from '../../ui/Boundary.tsx'
import { IconButton } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { keysOf } from '../keys.ts'
import { Marks } from './Marks.tsx'
import { MarkSign } from './MarkSign.tsx'
import { MARK_WORDS, eventWords, placeWords, speedWords } from './replay-words.ts'
import { useReplayFrames } from './use-replay-frames.ts'
import './replay.css'

export function ReplayBar() {
  const replay = useReplay((state) => state.replay)
  const opened = useReplay((state) => state.opened)
  if (replay === null) return null
  return (
    <Boundary key={opened} name="The player">
      <Player replay={replay} />
    </Boundary>
  )
}

function Player({ replay }: { replay: Replay }) {
  const { tape, playback } = replay
  useReplayFrames(playback.runs)
  return (
    <section
      className="replay-bar"
      aria-label="Recording"
      data-testid={testIds.replay}
      data-t={playback.time}
      data-place={playback.place}
      data-events={tape.events.length}
      data-runs={playback.runs}
      data-speed={playback.speed}
    >
      <div className="replay-track">
        <Marks tape={tape} />
        <input
          type="range"
          className="replay-slider"
          aria-label="Moment of the recording"
          aria-valuetext={placeWords(tape, playback)}
          min={0}
          max={tape.length}
          step="any"
          value={playback.time}
          onChange={(event) => {
            const time = Number(event.target.value)
            move((one, before) => seekTime(one, before, time))
          }}
        />
      </div>
      <div className="replay-row">
        <Buttons replay={replay} />
        <Speed speed={playback.speed} />
        <span className="replay-event tabular">{eventWords(tape, playback)}</span>
        <span className="top-space" />
        <Legend kinds={new Set(tape.marks.map(({ kind }) => kind))} />
        <Name replay={replay} />
      </div>
    </section>
  )
}

function Buttons({ replay: { tape, playback } }: { replay: Replay }) {
  const { place, runs } = playback
  const play = useRef<HTMLButtonElement>(null)
  const isLesson = tape.lesson !== null
  // Whoever opens a recording wants to play it: what had the focus has done its work. A lesson goes step by step.
  useEffect(() => {
    if (!isLesson) play.current?.focus()
  }, [isLesson])
  const first = place === firstPlace(tape) ? 'this is the beginning' : null
  const last = place === tape.events.length ? 'this is the end' : null
  const noMark = (by: 1 | -1): string | null =>
    stepToMark(tape, playback, by) === null ? `no mark ${by === 1 ? 'behind' : 'before'} this moment` : null
  return (
    <div className="replay-buttons" role="group" aria-label="Player">
      <IconButton
        icon="markBefore"
        label="To the mark before"
        keys={isLesson ? undefined : keysOf('markBefore')}
        blocked={noMark(-1)}
        onPress={() => move((one, before) => stepToMark(one, before, -1))}
      />
      <IconButton
        icon="stepBack"
        label="One event back"
        keys={keysOf('stepBack')}
        blocked={first}
        onPress={() => move((one, before) => step(one, before, -1))}
      />
      <IconButton
        ref={play}
        icon={runs ? 'pause' : 'play'}
        label={runs ? 'Stand still' : 'Play'}
        keys={keysOf('playOrPause')}
        onPress={() => move(playOrPause)}
      />
      <IconButton
        icon="stepOn"
        label="One event on"
        keys={keysOf('stepOn')}
        blocked={last}
        onPress={() => move((one, before) => step(one, before, 1))}
      />
      <IconButton
        icon="markAfter"
        label="To the next mark"
        keys={isLesson ? undefined : keysOf('nextMark')}
        blocked={noMark(1)}
        onPress={() => move((one, before) => stepToMark(one, before, 1))}
      />
    </div>
  )
}

function Speed({ speed }: { speed: number }) {
  return (
    <label className="replay-speed">
      Speed
      <select
        className="select"
        aria-label="Speed of the recording"
        title={`Slower: ${keysOf('slowerReplay') ?? ''}, faster: ${keysOf('fasterReplay') ?? ''}`}
        value={speed}
        onChange={(event) => {
          const next = Number(event.target.value)
          move((_, playback) => ({ ...playback, speed: next }))
        }}
      >
        {SPEEDS.map((one) => (
          <option key={one} value={one}>
            {speedWords(one)}
          </option>
        ))}
      </select>
    </label>
  )
}

const KINDS: readonly MarkKind[] = ['step', 'leader', 'exit', 'fault', 'broken']

function Legend({ kinds }: { kinds: ReadonlySet<MarkKind> }) {
  return (
    <ul className="replay-legend" aria-label="Marks">
      {KINDS.filter((kind) => kinds.has(kind)).map((kind) => (
        <li key={kind}>
          <svg viewBox="-8 -8 16 16" aria-hidden="true">
            <MarkSign kind={kind} />
          </svg>
          {MARK_WORDS[kind]}
        </li>
      ))}
    </ul>
  )
}

/** What is played; and, where it says so, what broke in it or what is missing in it. */
function Name({ replay: { tape } }: { replay: Replay }) {
  const name = useLessons(({ list }) => (tape.lesson === null ? tape.name : titleOf(list, tape.lesson.name)))
  const notes = tape.notes.join('; ')
  return (
    <>
      <span className="replay-name" title={notes === '' ? name : `${name}: ${notes}`}>
        <span>{name}</span>
        {notes !== '' && <Icon name="alert" />}
        {notes !== '' && <span className="visually-hidden">{notes}</span>}
      </span>
      {tape.verdict !== null && (
        <button
          type="button"
          className="replay-verdict"
          title={`Go there: ${tape.verdict}`}
          onClick={() => move((one, playback) => seekPlace(one, playback, one.events.length))}
        >
          <Icon name="alert" />
          <span>{`ends broken: ${tape.verdict}`}</span>
        </button>
      )}
    </>
  )
}
