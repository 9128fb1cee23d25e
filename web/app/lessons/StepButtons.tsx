// What moves a lesson: back, on, all of it, or straight to a step. It stands where it stands, whatever the words
// of a step take, so that a hand finds "Next step" without looking.

import { useEffect, useRef } from 'react'
import { move, useReplay } from '../../store/replay.ts'
import { playOrPause } from '../../store/tape/playback.ts'
import { nextStep, seekStep, stepBefore } from '../../store/tape/lesson-steps.ts'
import { Button } from '../../ui/Button.tsx'
import { keysOf } from '../keys.ts'
import type { PlayedLesson } from './use-lesson.ts'

export function StepButtons({ lesson: { step, state } }: { lesson: PlayedLesson }) {
  const next = useRef<HTMLButtonElement>(null)
  // Whoever opens a lesson wants to go on in it: what had the focus has done its work. Who came by the tabs stays.
  useEffect(() => {
    if (document.activeElement?.getAttribute('role') !== 'tab') next.current?.focus()
  }, [])
  const runs = state === 'plays'
  return (
    <div className="step-buttons" role="group" aria-label="Steps of the lesson">
      <Button
        icon="stepBack"
        keys={keysOf('stepBefore')}
        hint="From the beginning of this step, or of the one before"
        blocked={useNoStepBefore() ? 'this is the beginning' : null}
        onPress={() => move(stepBefore)}
      >
        Back
      </Button>
      <Button
        ref={next}
        kind="primary"
        icon="stepOn"
        keys={keysOf('nextStep')}
        hint="Plays this step and stops where the next one begins; again: goes there at once"
        blocked={state === 'over' ? 'the lesson is over' : null}
        onPress={() => move(nextStep)}
      >
        Next step
      </Button>
      <Button
        icon={runs ? 'pause' : 'play'}
        keys={keysOf('playOrPause')}
        hint={runs ? 'Stands still here' : 'Plays all steps without stopping'}
        onPress={() => move(playOrPause)}
      >
        {runs ? 'Stop' : 'Play on'}
      </Button>
      <Numbers step={step.step} steps={step.steps} />
    </div>
  )
}

const useNoStepBefore = (): boolean =>
  useReplay(({ replay }) => replay !== null && stepBefore(replay.tape, replay.playback) === null)

function Numbers({ step, steps }: { step: number; steps: number }) {
  return (
    <div className="step-row">
      <ol className="step-numbers" aria-label="Steps">
        {Array.from({ length: steps }, (_, at) => at + 1).map((number) => (
          <li key={number}>
            <button
              type="button"
              className="step-number"
              aria-label={`Step ${number}`}
              aria-current={number === step ? 'step' : undefined}
              data-past={number < step}
              onClick={() => move((tape, playback) => seekStep(tape, playback, number))}
            >
              {number}
            </button>
          </li>
        ))}
      </ol>
      <span className="quiet tabular">{`Step ${step} of ${steps}`}</span>
    </div>
  )
}
