// The lesson that is played, as its panel and its foot show it; null when none is.

import type { LessonStep } from '../../../shared/trace-facts.ts'
import { useCluster } from '../../store/cluster.ts'
import { titleOf, useLessons } from '../../store/lessons.ts'
import type { Replay } from '../../store/replay.ts'
import { useReplay } from '../../store/replay.ts'

/** `ready`: it stands still, and something is left to be played. */
export type StepState = 'ready' | 'plays' | 'over'

export interface PlayedLesson {
  readonly title: string
  readonly step: LessonStep
  readonly state: StepState
}

export function useLesson(): PlayedLesson | null {
  const step = useCluster((state) => state.view.lesson)
  const state = useReplay(({ replay }) => (replay === null ? null : stateOf(replay)))
  const title = useLessons(({ list }) => (step === null ? '' : titleOf(list, step.name)))
  return step === null || state === null ? null : { title, step, state }
}

function stateOf({ tape, playback }: Replay): StepState {
  if (playback.runs) return 'plays'
  return playback.place === tape.events.length ? 'over' : 'ready'
}
