// One line under the bar: which mode the cluster's clock is in or where a recording stands, what is still coming
// up, and what became of the last thing asked for by a key or a menu. It keeps its place whether it says much or little.

import { testIds } from '../../shared/test-ids.ts'
import { useCluster } from '../store/cluster.ts'
import type { Replay } from '../store/replay.ts'
import { closeTape, useReplay } from '../store/replay.ts'
import { whyNotDrive } from '../store/rights.ts'
import { Boundary } from '../ui/Boundary.tsx'
import { Button } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import { Icon } from '../ui/Icon.tsx'
import type { Deed, Perform } from '../ui/use-deed.ts'
import { Checks } from './Checks.tsx'
import { keysOf } from './keys.ts'
import { bannerOf, modeOf } from './mode.ts'
import { stepOnce } from './perform-action.ts'
import { happened, timeWords } from './replay/replay-words.ts'
import { startingWords } from './starting-words.ts'

/** Without a connection nothing on the page may call itself live. */
const OLD = { word: 'NOT LIVE', text: 'the picture shows what was known last' }

const ICONS = { live: null, slow: 'timer', paused: 'pause', old: 'alert' } as const

interface Props {
  readonly deed: Deed
  readonly perform: Perform
}

export function ModeBanner({ deed, perform }: Props) {
  const replay = useReplay((state) => state.replay)
  if (replay === null) return <Present deed={deed} perform={perform} />
  return (
    <Boundary name="The banner">
      <Past deed={deed} replay={replay} />
    </Boundary>
  )
}

/** How far the recording is, and what has just happened in it. */
function Past({ deed, replay: { tape, playback } }: { deed: Deed; replay: Replay }) {
  const step = useCluster((state) => state.view.lesson)
  const [now, end] = [playback.time, tape.length].map((ms) => timeWords(ms, tape.length))
  return (
    <div className="mode-banner" data-mode="replay">
      <strong className="mode-word">
        {step === null ? `REPLAY ${now} of ${end}` : `LESSON step ${step.step} of ${step.steps}`}
      </strong>
      <Button
        kind="primary"
        keys={keysOf('backToLive')}
        hint="Back to the cluster as it is now"
        onPress={closeTape}
      >
        LIVE
      </Button>
      <span className="mode-text">{happened(tape, playback)}</span>
      <DeedLine deed={deed} testId={testIds.notice} />
      {step === null && <Checks />}
    </div>
  )
}

/** One thing after the other, in a cluster that otherwise stands still. */
function Step({ perform }: { perform: Perform }) {
  const forbidden = useCluster(whyNotDrive)
  return (
    <Button
      icon="stepOn"
      keys={keysOf('stepOnce')}
      hint="The frame that waits longest goes; if none waits, the next election timer fires"
      blocked={forbidden}
      onPress={() => stepOnce(perform)}
    >
      Step
    </Button>
  )
}

function Present({ deed, perform }: Props) {
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
      {mode === 'paused' && <Step perform={perform} />}
      <span className="mode-text">{isCurrent ? (starting ?? text) : text}</span>
      <DeedLine deed={deed} testId={testIds.notice} />
      <Checks />
    </div>
  )
}
