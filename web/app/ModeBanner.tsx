// One line under the bar: which mode the cluster's clock is in, what is still coming up, and what became
// of the last thing asked for by a key or a menu. It keeps its place whether it says much or little.

import { testIds } from '../../shared/test-ids.ts'
import { useCluster } from '../store/cluster.ts'
import { DeedLine } from '../ui/DeedLine.tsx'
import { Icon } from '../ui/Icon.tsx'
import type { Deed } from '../ui/use-deed.ts'
import { Checks } from './Checks.tsx'
import { bannerOf, modeOf } from './mode.ts'
import { startingWords } from './starting-words.ts'

/** Without a connection nothing on the page may call itself live. */
const OLD = { word: 'NOT LIVE', text: 'the picture shows what was known last' }

const ICONS = { live: null, slow: 'timer', paused: 'pause', old: 'alert' } as const

export function ModeBanner({ deed }: { deed: Deed }) {
  const rate = useCluster((state) => state.view.clock.rate)
  const starting = useCluster((state) => startingWords(state.view))
  const isCurrent = useCluster((state) => state.connection === 'open')
  const { word, text } = isCurrent ? bannerOf(rate) : OLD
  const mode = isCurrent ? modeOf(rate) : 'old'
  return (
    <div className="mode-banner" data-mode={mode}>
      <strong className="mode-word">
        {ICONS[mode] !== null && <Icon name={ICONS[mode]} />}
        {word}
      </strong>
      <span className="mode-text">{isCurrent ? (starting ?? text) : text}</span>
      <DeedLine deed={deed} testId={testIds.notice} />
      <Checks />
    </div>
  )
}
