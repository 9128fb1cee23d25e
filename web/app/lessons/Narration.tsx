// The words of a step, large, and spoken as a whole to whoever does not see them. A step without words of its own
// goes on with what was said last.

import { testIds } from '../../../shared/test-ids.ts'
import { useSettings } from '../../store/settings.ts'
import type { PlayedLesson } from './use-lesson.ts'

/** More than five lines of a caption in stage mode on a laptop: what is longer is set smaller there. */
const LONG_CHARS = 270

export function Narration({ lesson: { step, words } }: { lesson: PlayedLesson }) {
  const spoken = useSettings((state) => state.spoken)
  return (
    <div
      className="narration"
      aria-live={spoken ? 'polite' : 'off'}
      data-testid={testIds.narration}
      data-step={step.step}
      data-old={step.words === ''}
      data-long={words.length > LONG_CHARS}
    >
      <p>{words}</p>
    </div>
  )
}
