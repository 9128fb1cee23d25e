// What this page knows of the cluster: one ClusterView, folded from the events the server sends. Batches
// wait in a queue and are folded once per frame, so that a storm of events costs one render. The present is
// kept up to date also while a recording is drawn in its place, so that the way back takes no time.

import { create, createStore } from 'zustand'
import { foldAll } from '../../shared/cluster-fold.ts'
import type { ClusterView } from '../../shared/cluster-view.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import type { Batch, Rights, Snapshot } from '../../shared/protocol/control.ts'
import type { TraceEvent } from '../../shared/trace.ts'
import { resetFlights, takeFlights } from './flights.ts'
import type { Story } from './story.ts'
import { NO_STORY, addStory, joinStory, newStory, useStory } from './story.ts'

export type Connection = 'connecting' | 'open' | 'lost'

export interface ClusterState {
  /** What is drawn. */
  readonly view: ClusterView
  /** What `view` is of. */
  readonly shows: 'present' | 'recording'
  readonly connection: Connection
  readonly rights: Rights
  /** Names the life of the control server that speaks to this page. */
  readonly run: string | null
}

export const useCluster = create<ClusterState>()(() => ({
  view: EMPTY_VIEW,
  shows: 'present',
  connection: 'connecting',
  rights: 'watch',
  run: null,
}))

interface Present {
  readonly view: ClusterView
  readonly story: Story
}

/** The cluster as it is, whatever is drawn: for what talks to its processes. */
export const usePresent = create<Present>()(() => ({ view: EMPTY_VIEW, story: NO_STORY }))

export const setConnection = (connection: Connection): void => useCluster.setState({ connection })

/** Replaces everything: the first snapshot, one after a gap, or one of another run. */
export function takeSnapshot({ view, story, repeats, rights, run }: Snapshot): void {
  inbox.setState({ waiting: [] })
  // What was told before a gap in the same run stays told; another run begins a new story.
  const isSameRun = run === useCluster.getState().run
  const before = usePresent.getState().story
  usePresent.setState({ view, story: isSameRun ? joinStory(before, story) : newStory(story, repeats) })
  useCluster.setState({ rights, run, connection: 'open' })
  if (useCluster.getState().shows === 'present') showPresent()
}

/** Draws the cluster as it is now. */
export function showPresent(): void {
  const { view, story } = usePresent.getState()
  resetFlights()
  useStory.setState(story)
  useCluster.setState({ view, shows: 'present' })
}

/** Draws a moment of a recording instead. */
export function showMoment(view: ClusterView, story: Story): void {
  if (story !== useStory.getState()) useStory.setState(story)
  useCluster.setState({ view, shows: 'recording' })
}

interface Inbox {
  /** Events not folded yet. */
  readonly waiting: readonly TraceEvent[]
  /** Up to which seq they reach. */
  readonly reached: number
}

const inbox = createStore<Inbox>()(() => ({ waiting: [], reached: 0 }))

/** False when a batch was missed: the caller asks for a snapshot. */
export function takeBatch(batch: Batch): boolean {
  const { waiting, reached } = inbox.getState()
  const known = Math.max(reached, usePresent.getState().view.seq)
  if (batch.to <= known) return true
  if (batch.from > known + 1) return false
  const fresh = batch.events.filter(({ seq }) => seq > known)
  inbox.setState({ waiting: [...waiting, ...fresh], reached: batch.to })
  return true
}

/** Called once per frame. Nothing waiting costs nothing. */
export function foldWaiting(): void {
  const { waiting, reached } = inbox.getState()
  const { view, story } = usePresent.getState()
  if (reached <= view.seq && waiting.length === 0) return
  inbox.setState({ waiting: [] })
  const folded = foldAll(view, waiting)
  const present = { view: { ...folded, seq: Math.max(folded.seq, reached) }, story: addStory(story, waiting) }
  usePresent.setState(present)
  if (useCluster.getState().shows === 'recording') return
  useStory.setState(present.story)
  takeFlights(waiting, performance.now())
  useCluster.setState({ view: present.view })
}

/** After a snapshot batches count from its seq again. */
export const forgetReached = (): void => inbox.setState({ reached: 0 })
