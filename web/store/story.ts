// Events that tell something, newest last, bounded: what the feed shows and the live region speaks.

import { create } from 'zustand'
import type { TraceEvent } from '../../shared/trace.ts'

/** Rows of a long lesson; older ones are in the server's journal. */
export const MAX_STORY = 2_000

interface StoryState {
  readonly events: readonly TraceEvent[]
}

export const useStory = create<StoryState>()(() => ({ events: [] }))

export const resetStory = (events: readonly TraceEvent[]): void =>
  useStory.setState({ events: events.filter(isStory).slice(-MAX_STORY) })

/** Adds what is not known yet: a snapshot brings only the newest events along. */
export function joinStory(events: readonly TraceEvent[]): void {
  const known = useStory.getState().events.at(-1)?.seq ?? 0
  takeStory(events.filter(({ seq }) => seq > known))
}

export function takeStory(events: readonly TraceEvent[]): void {
  const told = events.filter(isStory)
  if (told.length === 0) return
  useStory.setState(({ events: before }) => ({ events: [...before, ...told].slice(-MAX_STORY) }))
}

/** Progress and samples are seen in the picture; the feed is for what a person would tell another. */
export function isStory(event: TraceEvent): boolean {
  switch (event.kind) {
    case 'process':
    case 'leader':
    case 'quorumLost':
    case 'fault':
    case 'clock':
    case 'atm':
    case 'queue':
    case 'ready':
    case 'lost':
    case 'disk':
      return true
    case 'vote':
      // A candidate's own vote and a friendly pre-vote tell nothing that the next sentence does not.
      return event.node !== event.candidate && !(event.pre && event.granted)
    case 'snapshot':
      return event.what !== 'installing' && event.what !== 'compacted'
    case 'membership':
      return event.what !== 'active'
    case 'invariant':
      return !event.ok
    case 'role':
      return event.role !== 'leader'
    case 'append':
      return event.cut !== null
    case 'link':
      return event.rule.cut || event.state === 'cut'
    default:
      return false
  }
}
