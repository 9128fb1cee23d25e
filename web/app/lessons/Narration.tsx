// The words of a step, large, and spoken as a whole to whoever does not see them.

import { testIds } from '../../../shared/test-ids.ts'
import type { LessonStep } from '../../../shared/trace-facts.ts'
import { useSettings } from '../../store/settings.ts'

export function Narration({ step: { step, words } }: { step: LessonStep }) {
  const spoken = useSettings((state) => state.spoken)
  return (
    <div
      className="narration"
      aria-live={spoken ? 'polite' : 'off'}
      data-testid={testIds.narration}
      data-step={step}
    >
      {words === '' ? (
        <p className="quiet">Nothing is said to this step: see what happens.</p>
      ) : (
        <p>{words}</p>
      )}
    </div>
  )
}
