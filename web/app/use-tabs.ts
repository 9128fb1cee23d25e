// Which panels the right column has and which is shown. A lesson has its own, and begins with its words; leaving it
// shows again what was there before.

import { useCallback, useState } from 'react'
import { useReplay } from '../store/replay.ts'
import type { TabId } from './tabs.ts'
import { LESSON_TABS, TABS } from './tabs.ts'

export interface ShownTabs {
  readonly tabs: readonly TabId[]
  readonly tab: TabId
  /** A panel that is not there now stays where it is. */
  readonly showTab: (tab: TabId) => void
}

export function useTabs(): ShownTabs {
  const inLesson = useReplay(({ replay }) => replay !== null && replay.tape.lesson !== null)
  const opened = useReplay((state) => state.opened)
  const [outside, setOutside] = useState<TabId>('feed')
  const [inside, setInside] = useState<{ opened: number; tab: TabId }>({ opened, tab: 'lesson' })
  const tabs: readonly TabId[] = inLesson ? LESSON_TABS : TABS
  const showTab = useCallback(
    (tab: TabId) => {
      if (!inLesson) setOutside(tab)
      else if (LESSON_TABS.some((one) => one === tab)) setInside({ opened, tab })
    },
    [inLesson, opened],
  )
  const ofLesson = inside.opened === opened ? inside.tab : 'lesson'
  return { tabs, tab: inLesson ? ofLesson : outside, showTab }
}
