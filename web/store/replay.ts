// A recording in place of the cluster: which one is open, where it stands, and what that draws. The clock
// moves with every frame; the picture follows as often as batches of a real cluster come.

import { create, createStore } from 'zustand'
import type { ClusterView } from '../../shared/cluster-view.ts'
import { BATCH_MS } from '../../shared/protocol/control.ts'
import { showMoment, showPresent, useCluster } from './cluster.ts'
import type { FocusState } from './focus.ts'
import { useFocus } from './focus.ts'
import { useSettings } from './settings.ts'
import type { Story } from './story.ts'
import { MAX_STORY, NO_STORY } from './story.ts'
import type { Playback } from './tape/playback.ts'
import { afterFrame, beginning } from './tape/playback.ts'
import type { Known, Tape } from './tape/tape.ts'
import { storyAt, timeOf, viewAt } from './tape/tape.ts'

export interface Replay {
  readonly tape: Tape
  readonly playback: Playback
}

/** Null: the present is drawn. */
export const useReplay = create<{
  readonly replay: Replay | null
  /** Recordings opened on this page so far: tells one from the same file opened again. */
  readonly opened: number
}>()(() => ({ replay: null, opened: 0 }))

/** Where the viewer was before a lesson chose what to look at. */
const left = createStore<{ readonly from: Looking | null }>()(() => ({ from: null }))
type Looking = Pick<FocusState, 'view' | 'group' | 'focus'>

interface Drawn {
  /** Ahead of what is drawn by less than a batch, so that flights move with every frame. */
  readonly playback: Playback | null
  readonly drawnAt: number
  /** The last place that was drawn: playing on from it is the shortest way. */
  readonly known: Known | null
  readonly story: Story
}

const NOTHING: Drawn = { playback: null, drawnAt: 0, known: null, story: NO_STORY }
const drawn = createStore<Drawn>()(() => NOTHING)

export function openTape(tape: Tape): void {
  drawn.setState(NOTHING)
  useReplay.setState(({ opened }) => ({ opened: opened + 1 }))
  const last = viewAt(tape, tape.events.length)
  draw(tape, beginning(tape))
  if (tape.lesson !== null) lookAtLogs(last)
  fitFocus(last)
}

/** Lessons are about one group, and nearly all about what stands in its logs. */
function lookAtLogs({ groups }: ClusterView): void {
  const [group] = Object.keys(groups)
  const { view, group: before, focus } = useFocus.getState()
  const settings = useSettings.getState()
  if (left.getState().from === null) left.setState({ from: { view, group: before, focus } })
  settings.lendDetail()
  if (group === undefined) return
  settings.showLogs()
  useFocus.setState({ view: 'group', group, focus: null })
}

/** Back to the cluster as it is now. */
export function closeTape(): void {
  drawn.setState(NOTHING)
  useReplay.setState({ replay: null })
  showPresent()
  const { from } = left.getState()
  if (from !== null) useFocus.setState(from)
  left.setState({ from: null })
  useSettings.getState().takeDetailBack()
  fitFocus(useCluster.getState().view)
}

/** What is not there can neither be drawn nor left by a press on it. */
function fitFocus({ nodes, groups }: ClusterView): void {
  const { focus, group } = useFocus.getState()
  const names = focus === null ? [] : focus.kind === 'node' ? [focus.node] : [focus.from, focus.to]
  useFocus.setState({
    entry: null,
    ...(names.every((name) => name in nodes) ? {} : { focus: null }),
    ...(group === null || group in groups ? {} : { group: null }),
  })
}

/** Plays, stops, seeks: whatever changes where the recording stands. */
export function move(change: (tape: Tape, playback: Playback) => Playback | null): void {
  const { replay } = useReplay.getState()
  if (replay === null) return
  const { tape } = replay
  const next = change(tape, drawn.getState().playback ?? replay.playback)
  if (next !== null) draw(tape, next)
}

/** Called once per frame with the milliseconds since the last one. */
export function playFrame(frameMs: number, now: number): void {
  const { replay } = useReplay.getState()
  const { playback, drawnAt } = drawn.getState()
  if (replay === null || playback === null || !playback.runs) return
  const next = afterFrame(replay.tape, playback, frameMs)
  if (next.runs && now - drawnAt < BATCH_MS) drawn.setState({ playback: next })
  else draw(replay.tape, next, now)
}

/** Where the clock of the replay stands in this frame; null: the present is drawn. */
export function replayedNow(): Replay | null {
  const { replay } = useReplay.getState()
  const { playback } = drawn.getState()
  return replay === null ? null : { ...replay, playback: playback ?? replay.playback }
}

function draw(tape: Tape, playback: Playback, now = performance.now()): void {
  const { known, story } = drawn.getState()
  const { place } = playback
  const view = viewAt(tape, place, known)
  const events = storyAt(tape, place, MAX_STORY)
  const isSame = events.at(-1) === story.events.at(-1) && events.length === story.events.length
  const told = isSame ? story : { events, repeats: {} }
  drawn.setState({ playback, drawnAt: now, known: { place, view }, story: told })
  useReplay.setState({ replay: { tape, playback } })
  showMoment(movedOn(view, playback.time - timeOf(tape, place)), told)
}

/** Between two events clocks go on: timers empty, and what has lasted lasts longer. */
const movedOn = (view: ClusterView, ms: number): ClusterView =>
  ms <= 0 ? view : { ...view, at: view.at + ms * view.clock.rate, wallAt: view.wallAt + ms }
