// In stage mode: the words of the step under the picture, at the size of a caption, and what moves the lesson at
// their right end.

import { useReplay } from '../../store/replay.ts'
import { Narration } from './Narration.tsx'
import { lessonData } from './LessonPanel.tsx'
import { StepButtons } from './StepButtons.tsx'
import { useLesson } from './use-lesson.ts'

export function LessonFoot() {
  const lesson = useLesson()
  const opened = useReplay((replays) => replays.opened)
  if (lesson === null) return null
  const { title } = lesson
  return (
    <section className="lesson-foot" aria-label={title} {...lessonData(lesson)}>
      <div className="lesson-foot-words" tabIndex={0} role="region" aria-label="Words of the step">
        <Narration lesson={lesson} />
      </div>
      <div className="lesson-foot-side">
        <h2>{title}</h2>
        <StepButtons key={opened} lesson={lesson} />
      </div>
    </section>
  )
}
