// Events that tell something, newest last, bounded: what the feed shows and the live region speaks.

import { create } from 'zustand'
import { isStory } from '../../shared/story.ts'
import type { TraceEvent } from '../../shared/trace.ts'

/** Rows of a long lesson; older ones are in the server's journal. */
export const MAX_STORY = 2_000

interface StoryState {
  readonly events: readonly TraceEvent[]
  /** How many events one of them stands for, by `seq`: the server sends repetitions once. */
  readonly repeats: Repeats
}

export type Repeats = Readonly<Record<number, number>>

export const useStory = create<StoryState>()(() => ({ events: [], repeats: {} }))

export const resetStory = (events: readonly TraceEvent[], repeats: Repeats = {}): void =>
  useStory.setState({ events: events.filter(isStory).slice(-MAX_STORY), repeats })

/**
 * Adds what is not known yet: a snapshot brings only the newest events along. Part of what they stand for
 * was told here already, so each counts once.
 */
export function joinStory(events: readonly TraceEvent[]): void {
  const known = useStory.getState().events.at(-1)?.seq ?? 0
  takeStory(events.filter(({ seq }) => seq > known))
}

export function takeStory(events: readonly TraceEvent[]): void {
  const told = events.filter(isStory)
  if (told.length === 0) return
  useStory.setState(({ events: before }) => ({ events: [...before, ...told].slice(-MAX_STORY) }))
}
