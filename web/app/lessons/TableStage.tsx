// A lesson without a cluster: its tables take the stage, with the question above and the answer below.

import { customProperty } from '../../ui/custom-property.ts'
import { useLesson } from './use-lesson.ts'
import './lessons.css'

export function TableStage() {
  const lesson = useLesson()
  if (lesson === null) return null
  const { commands, outcome } = lesson.step
  return (
    <section className="stage table-stage" aria-label="Table" tabIndex={0}>
      <div className="table-sheet" style={customProperty('--lines', commands.length + outcome.length)}>
        <p className="table-question">{commands.join('\n')}</p>
        <pre className="table-answer">{outcome.join('\n')}</pre>
      </div>
    </section>
  )
}
