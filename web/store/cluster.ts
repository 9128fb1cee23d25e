// What this page knows of the cluster: one ClusterView, folded from the events the server sends. Batches
// wait in a queue and are folded once per frame, so that a storm of events costs one render.

import { create, createStore } from 'zustand'
import { foldAll } from '../../shared/cluster-fold.ts'
import type { ClusterView } from '../../shared/cluster-view.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import type { Batch, Rights, Snapshot } from '../../shared/protocol/control.ts'
import type { TraceEvent } from '../../shared/trace.ts'
import { resetFlights, takeFlights } from './flights.ts'
import { joinStory, resetStory, takeStory } from './story.ts'

export type Connection = 'connecting' | 'open' | 'lost'

export interface ClusterState {
  readonly view: ClusterView
  readonly connection: Connection
  readonly rights: Rights
  /** Names the life of the control server that `view` belongs to. */
  readonly run: string | null
}

export const useCluster = create<ClusterState>()(() => ({
  view: EMPTY_VIEW,
  connection: 'connecting',
  rights: 'watch',
  run: null,
}))

export const setConnection = (connection: Connection): void => useCluster.setState({ connection })

/** Replaces everything: the first snapshot, one after a gap, or one of another run. */
export function takeSnapshot({ view, story, repeats, rights, run }: Snapshot): void {
  inbox.setState({ waiting: [] })
  // What was told before a gap in the same run stays told; another run begins a new story.
  if (run === useCluster.getState().run) joinStory(story)
  else resetStory(story, repeats)
  resetFlights()
  useCluster.setState({ view, rights, run, connection: 'open' })
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
  const known = Math.max(reached, useCluster.getState().view.seq)
  if (batch.to <= known) return true
  if (batch.from > known + 1) return false
  const fresh = batch.events.filter(({ seq }) => seq > known)
  inbox.setState({ waiting: [...waiting, ...fresh], reached: batch.to })
  return true
}

/** Called once per frame. Nothing waiting costs nothing. */
export function foldWaiting(): void {
  const { waiting, reached } = inbox.getState()
  const { view } = useCluster.getState()
  if (reached <= view.seq && waiting.length === 0) return
  inbox.setState({ waiting: [] })
  const folded = foldAll(view, waiting)
  takeStory(waiting)
  takeFlights(waiting, performance.now())
  useCluster.setState({ view: { ...folded, seq: Math.max(folded.seq, reached) } })
}

/** After a snapshot batches count from its seq again. */
export const forgetReached = (): void => inbox.setState({ reached: 0 })
