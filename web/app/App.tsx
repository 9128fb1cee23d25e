// The whole page: bar, banner, main view, right column, player. It wires and decides nothing.

import { useCallback, useState } from 'react'
import { unreachable } from '../../shared/assert.ts'
import { testIds } from '../../shared/test-ids.ts'
import type { ContextRequest } from '../stage/context.ts'
import { MainView } from '../stage/MainView.tsx'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { useReplay } from '../store/replay.ts'
import { useSettings } from '../store/settings.ts'
import { Boundary } from '../ui/Boundary.tsx'
import { useDeed } from '../ui/use-deed.ts'
import { Announcer } from './Announcer.tsx'
import { ContextMenu } from './ContextMenu.tsx'
import { GoTo } from './GoTo.tsx'
import { Help } from './Help.tsx'
import { LessonList } from './lessons/LessonList.tsx'
import { TableStage } from './lessons/TableStage.tsx'
import { ModeBanner } from './ModeBanner.tsx'
import { NewsOverlay } from './NewsOverlay.tsx'
import { OpeningOverlay } from './replay/OpeningOverlay.tsx'
import { ReplayBar } from './replay/ReplayBar.tsx'
import { StageFoot } from './StageFoot.tsx'
import { RightColumn } from './RightColumn.tsx'
import { TopBar } from './TopBar.tsx'
import { modeOf } from './mode.ts'
import { useAddress } from './use-address.ts'
import { useKeys } from './use-keys.ts'
import { useRunNotice } from './use-run-notice.ts'
import type { ShownTabs } from './use-tabs.ts'
import { useTabs } from './use-tabs.ts'
import { useTheme } from './use-theme.ts'

type Over = 'help' | 'goTo' | 'lessons'

export function App() {
  const [over, setOver] = useState<Over | null>(null)
  const [menu, setMenu] = useState<ContextRequest | null>(null)
  const { deed, perform } = useDeed()
  const panels = useTabs()
  const stageMode = useSettings((state) => state.stageMode)
  const lesson = useReplay(({ replay }) => replay?.tape.lesson ?? null)
  const closeMenu = useCallback(() => setMenu(null), [])
  const openLessons = useCallback(() => setOver('lessons'), [])
  useTheme()
  useAddress()
  useRunNotice(perform)
  useKeys({
    perform,
    showTab: panels.showTab,
    toggleHelp: () => setOver((before) => (before === 'help' ? null : 'help')),
    openGoTo: () => setOver('goTo'),
    openLessons,
  })
  return (
    <AppFrame stageMode={stageMode}>
      <TopBar perform={perform} onHelp={() => setOver('help')} onLessons={openLessons} />
      <ModeBanner deed={deed} perform={perform} />
      <main className="main-view" aria-label="Picture">
        <Boundary name="The picture">
          {lesson?.hasCluster === false ? <TableStage /> : <MainView onContext={setMenu} />}
        </Boundary>
        <NewsOverlay />
        <OpeningOverlay />
      </main>
      <Boundary name="The column">
        {stageMode ? (
          <StageFoot inLesson={lesson !== null} />
        ) : (
          <RightColumn {...panels} openLessons={openLessons} />
        )}
      </Boundary>
      <ReplayBar />
      {menu !== null && <ContextMenu request={menu} perform={perform} onClose={closeMenu} />}
      {over !== null && (
        <Overlay over={over} panels={panels} openLessons={openLessons} onClose={() => setOver(null)} />
      )}
      <Announcer />
    </AppFrame>
  )
}

interface OverlayProps {
  readonly over: Over
  readonly panels: ShownTabs
  readonly openLessons: () => void
  readonly onClose: () => void
}

function Overlay({ over, panels, openLessons, onClose }: OverlayProps) {
  switch (over) {
    case 'help':
      return <Help openLessons={openLessons} onClose={onClose} />
    case 'goTo':
      return <GoTo {...panels} openLessons={openLessons} onClose={onClose} />
    case 'lessons':
      return <LessonList onClose={onClose} />
    default:
      return unreachable(over)
  }
}

function AppFrame({ stageMode, children }: { stageMode: boolean; children: React.ReactNode }) {
  const rate = useCluster((state) => state.view.clock.rate)
  const seq = useCluster((state) => state.view.seq)
  const run = useCluster((state) => state.run)
  const tapeRun = useReplay((state) => state.replay?.tape.run ?? null)
  const connection = useCluster((state) => state.connection)
  const rights = useCluster((state) => state.rights)
  const ready = useCluster((state) => state.view.ready)
  const view = useFocus((state) => state.view)
  return (
    <div
      className={stageMode ? 'app app-stage' : 'app'}
      data-testid={testIds.app}
      data-mode={tapeRun === null ? modeOf(rate) : 'replay'}
      data-rate={rate}
      data-seq={seq}
      data-run={tapeRun ?? run ?? ''}
      data-connection={connection}
      data-rights={rights}
      data-ready={ready}
      data-view={view}
    >
      {children}
    </div>
  )
}
