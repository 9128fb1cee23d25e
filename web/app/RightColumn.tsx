// The right column: one panel behind tabs, and below it the inspector of the node or link in focus. Never a heap
// of floating windows. The tabs keep their place; the inspector takes room from the panel's lower end.

import { useState } from 'react'
import { unreachable } from '../../shared/assert.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { Faults } from '../panels/Faults.tsx'
import { Feed } from '../panels/Feed.tsx'
import { Links } from '../panels/Links.tsx'
import { Money, useMoney } from '../panels/Money.tsx'
import { Terminals } from '../panels/Terminals.tsx'
import { Boundary } from '../ui/Boundary.tsx'
import { Splitter } from '../ui/Splitter.tsx'
import type { Tab } from '../ui/Tabs.tsx'
import { Tabs } from '../ui/Tabs.tsx'
import { Inspector } from './Inspector.tsx'
import { LessonPanel } from './lessons/LessonPanel.tsx'
import type { TabId } from './tabs.ts'
import type { ShownTabs } from './use-tabs.ts'

const SHARE = { begins: 58, min: 20, max: 80 }

interface Props extends ShownTabs {
  readonly openLessons: () => void
}

export function RightColumn({ tab, tabs, showTab, openLessons }: Props) {
  const focus = useFocus((state) => state.focus)
  const [share, setShare] = useState(SHARE.begins)
  const [folded, setFolded] = useState(false)
  const split = focus !== null && !folded
  return (
    <aside className="right-column" aria-label="Panels">
      <ColumnTabs tab={tab} tabs={tabs} showTab={showTab} />
      <div
        id="right-panel"
        className="panel-body"
        role="tabpanel"
        aria-label={tab}
        tabIndex={0}
        data-panel={tab}
      >
        <Boundary key={tab} name="This panel">
          <PanelOf tab={tab} openLessons={openLessons} />
        </Boundary>
        <div hidden={tab !== 'terminals'} className="kept">
          <Boundary name="The terminals">
            <Terminals shown={tab === 'terminals'} />
          </Boundary>
        </div>
      </div>
      {split && (
        <Splitter
          label="Height of the card"
          value={share}
          onChange={setShare}
          min={SHARE.min}
          max={SHARE.max}
        />
      )}
      {focus !== null && (
        <Inspector focus={focus} folded={folded} onFold={setFolded} maxHeight={`${share}%`} />
      )}
    </aside>
  )
}

/** Terminals are not here: they stay mounted while another tab is shown. */
function PanelOf({ tab, openLessons }: { tab: TabId; openLessons: () => void }) {
  switch (tab) {
    case 'lesson':
      return <LessonPanel openLessons={openLessons} />
    case 'feed':
      return <Feed />
    case 'money':
      return <Money />
    case 'faults':
      return <Faults />
    case 'links':
      return <Links />
    case 'terminals':
      return null
    default:
      return unreachable(tab)
  }
}

function ColumnTabs({ tab, tabs: shown, showTab }: ShownTabs) {
  const faults = useCluster((state) => state.view.faults.length)
  const alarms = useMoney()?.alarms.length ?? 0
  const tabs: readonly Tab<TabId>[] = [
    { id: 'lesson', label: 'Lesson' },
    { id: 'feed', label: 'Feed' },
    { id: 'money', label: 'Money', count: alarms, countLabel: 'alarms', alarm: alarms > 0 },
    { id: 'terminals', label: 'Terminals' },
    { id: 'faults', label: 'Faults', count: faults, countLabel: 'active faults' },
    { id: 'links', label: 'Links' },
  ]
  return (
    <div className="column-head">
      <Tabs
        label="Panels"
        tabs={tabs.filter(({ id }) => shown.includes(id))}
        selected={tab}
        onSelect={showTab}
        controls="right-panel"
      />
    </div>
  )
}
