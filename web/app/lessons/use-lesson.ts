// The lesson that is played, as its panel and its foot show it; null when none is.

import type { LessonStep } from '../../../shared/trace-facts.ts'
import { useCluster } from '../../store/cluster.ts'
import { titleOf, useLessons } from '../../store/lessons.ts'
import type { Replay } from '../../store/replay.ts'
import { useReplay } from '../../store/replay.ts'
import type { Place } from '../../store/tape/tape.ts'

/** `ready`: it stands still, and something is left to be played. */
export type StepState = 'ready' | 'plays' | 'over'

export interface PlayedLesson {
  readonly title: string
  readonly step: LessonStep
  /** Of this step or, where it has none, the last that were said. */
  readonly words: string
  readonly state: StepState
}

export function useLesson(): PlayedLesson | null {
  const step = useCluster((state) => state.view.lesson)
  const state = useReplay(({ replay }) => (replay === null ? null : stateOf(replay)))
  const words = useReplay(({ replay }) => (replay === null ? '' : wordsAt(replay)))
  const title = useLessons(({ list }) => (step === null ? '' : titleOf(list, step.name)))
  return step === null || state === null ? null : { title, step, words, state }
}

function wordsAt({ tape: { lesson, events }, playback }: Replay): string {
  const words = (place: Place): string => {
    const event = events[place - 1]
    return event?.kind === 'lesson' ? event.words : ''
  }
  const last = lesson?.steps.findLast(({ place }) => place <= playback.place && words(place) !== '')
  return last === undefined ? '' : words(last.place)
}

function stateOf({ tape, playback }: Replay): StepState {
  if (playback.runs) return 'plays'
  return playback.place === tape.events.length ? 'over' : 'ready'
}
