// Events that tell something, newest last, bounded: what the feed shows and the live region speaks.

import { create } from 'zustand'
import { isStory } from '../../shared/story.ts'
import type { TraceEvent } from '../../shared/trace.ts'

/** Rows of a long lesson; older ones are in the server's journal. */
export const MAX_STORY = 2_000

export interface Story {
  readonly events: readonly TraceEvent[]
  /** How many events one of them stands for, by `seq`: the server sends repetitions once. */
  readonly repeats: Repeats
}

export type Repeats = Readonly<Record<number, number>>

export const NO_STORY: Story = { events: [], repeats: {} }

/** Of what is drawn: of the present, or of a recording up to the moment that is shown. */
export const useStory = create<Story>()(() => NO_STORY)

export const newStory = (events: readonly TraceEvent[], repeats: Repeats = {}): Story => ({
  events: events.filter(isStory).slice(-MAX_STORY),
  repeats,
})

/**
 * With what is not known yet: a snapshot brings only the newest events along. Part of what they stand for
 * was told here already, so each counts once.
 */
export function joinStory(story: Story, events: readonly TraceEvent[]): Story {
  const known = story.events.at(-1)?.seq ?? 0
  return addStory(
    story,
    events.filter(({ seq }) => seq > known),
  )
}

export function addStory(story: Story, events: readonly TraceEvent[]): Story {
  const told = events.filter(isStory)
  return told.length === 0 ? story : { ...story, events: [...story.events, ...told].slice(-MAX_STORY) }
}
