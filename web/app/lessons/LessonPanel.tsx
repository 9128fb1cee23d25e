// The lesson beside the picture: where it stands and what moves it, its words, and below them the transcript.

import { testIds } from '../../../shared/test-ids.ts'
import { knownLessons, openLesson, useLessons } from '../../store/lessons.ts'
import { move, useReplay } from '../../store/replay.ts'
import { seekStep } from '../../store/tape/lesson-steps.ts'
import { Button } from '../../ui/Button.tsx'
import { lessonAfter } from './lesson-words.ts'
import { Narration } from './Narration.tsx'
import { StepButtons } from './StepButtons.tsx'
import { Transcript } from './Transcript.tsx'
import type { PlayedLesson } from './use-lesson.ts'
import { useLesson } from './use-lesson.ts'
import './lessons.css'

export function LessonPanel({ openLessons }: { openLessons: () => void }) {
  const lesson = useLesson()
  const hasCluster = useReplay(({ replay }) => replay?.tape.lesson?.hasCluster === true)
  const opened = useReplay((replays) => replays.opened)
  if (lesson === null) return null
  const { title, step, state } = lesson
  return (
    <section className="lesson" aria-label={title} {...lessonData(lesson)}>
      <header className="lesson-head">
        <div className="lesson-title">
          <h2>{title}</h2>
          <Button kind="quiet" onPress={openLessons}>
            All lessons
          </Button>
        </div>
        <StepButtons key={opened} lesson={lesson} />
      </header>
      <Narration lesson={lesson} />
      {state === 'over' && <Over name={step.name} />}
      <Transcript step={step} outcomeElsewhere={!hasCluster} />
    </section>
  )
}

export const lessonData = ({ step: { name, step, steps }, state }: PlayedLesson) => ({
  'data-testid': testIds.lesson,
  'data-lesson': name,
  'data-step': step,
  'data-steps': steps,
  'data-step-state': state,
})

/** Where to go from the end. */
function Over({ name }: { name: string }) {
  const next = useLessons(({ list }) => lessonAfter(knownLessons(list), name))
  return (
    <div className="lesson-over">
      <p>The lesson is over.</p>
      <div className="button-row">
        <Button icon="undo" onPress={() => move((tape, playback) => seekStep(tape, playback, 1))}>
          Once more
        </Button>
        {next !== null && (
          <Button icon="book" onPress={() => void openLesson(next.name)}>
            {`Next lesson: ${next.title}`}
          </Button>
        )}
      </div>
    </div>
  )
}
