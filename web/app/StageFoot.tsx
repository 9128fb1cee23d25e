// In stage mode: the two newest sentences under the picture, or the words of a lesson, and the card of what is in
// focus over it.

import { useMemo, useState } from 'react'
import { feedRows, NO_FILTER } from '../panels/feed-rows.ts'
import { moment } from '../panels/quantities.ts'
import { sentence } from '../scene/sentence.ts'
import { useFocus } from '../store/focus.ts'
import { useStory } from '../store/story.ts'
import { Inspector } from './Inspector.tsx'
import { LessonFoot } from './lessons/LessonFoot.tsx'

const SENTENCES = 2

function Newest() {
  const story = useStory((state) => state.events)
  const rows = useMemo(() => feedRows(story, NO_FILTER).rows.slice(0, SENTENCES).toReversed(), [story])
  return (
    <ol className="stage-foot" aria-label="Newest events">
      {rows.map(({ id, event, times }) => (
        <li key={id}>
          <time>{moment(event.at)}</time>
          <span>{times > 1 ? `${sentence(event)} (${times} times)` : sentence(event)}</span>
        </li>
      ))}
    </ol>
  )
}

export function StageFoot({ inLesson }: { inLesson: boolean }) {
  const focus = useFocus((state) => state.focus)
  const [folded, setFolded] = useState(false)
  return (
    <>
      {inLesson ? <LessonFoot /> : <Newest />}
      {focus !== null && (
        <div className="stage-inspector">
          <Inspector focus={focus} folded={folded} onFold={setFolded} maxHeight="60vh" />
        </div>
      )}
    </>
  )
}
