// Speaks the feed to screen readers: the newest sentence, at most one in two seconds.

import { sentence } from '../scene/sentence.ts'
import { useSettings } from '../store/settings.ts'
import { useStory } from '../store/story.ts'
import { LiveRegion } from '../ui/LiveRegion.tsx'

export function Announcer() {
  const newest = useStory((state) => state.events.at(-1))
  const on = useSettings((state) => state.spoken)
  return <LiveRegion on={on} sentence={newest === undefined ? '' : sentence(newest)} />
}
