// Speaks the feed to screen readers: the newest sentence, at most one in two seconds. The words of a lesson's step
// are spoken where they stand, as a whole.

import { sentence } from '../scene/sentence.ts'
import { useSettings } from '../store/settings.ts'
import { useStory } from '../store/story.ts'
import { LiveRegion } from '../ui/LiveRegion.tsx'

export function Announcer() {
  const newest = useStory((state) => state.events.at(-1))
  const on = useSettings((state) => state.spoken)
  const isTold = newest === undefined || newest.kind === 'lesson'
  return <LiveRegion on={on} sentence={isTold ? '' : sentence(newest)} />
}
