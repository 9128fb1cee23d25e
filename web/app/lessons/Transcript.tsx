// A step as it stands in the transcript: what is done, and what each replica did. Both can be folded away, and
// stay so for all steps: whoever teaches may want the class to predict first.

import { useState } from 'react'
import type { LessonStep } from '../../../shared/trace-facts.ts'
import { kindOf } from './lesson-words.ts'

interface Props {
  readonly step: LessonStep
  /** The stage shows it already. */
  readonly outcomeElsewhere: boolean
}

export function Transcript({ step: { commands, outcome }, outcomeElsewhere }: Props) {
  return (
    <div className="transcript">
      <Part title="What is done" lines={commands} />
      {!outcomeElsewhere && <Part title="What each replica does" lines={outcome} />}
    </div>
  )
}

function Part({ title, lines }: { title: string; lines: readonly string[] }) {
  const [open, setOpen] = useState(true)
  if (lines.length === 0) return null
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <h3>{title}</h3>
        <span className="quiet">{lines.length === 1 ? '1 line' : `${lines.length} lines`}</span>
      </summary>
      <Lines lines={lines} />
    </details>
  )
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="transcript-lines">
      {lines.map((line, at) => (
        // The same line may come twice in a step, and lines never change their places.
        <li key={at} data-line={kindOf(line)}>
          {line}
        </li>
      ))}
    </ul>
  )
}
