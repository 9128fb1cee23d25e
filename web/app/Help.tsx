// Keys and signs on one page, made from the same tables that the page listens by.

import { useSettings } from '../store/settings.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import { Switch } from '../ui/Switch.tsx'
import { TermBadge } from '../panels/TermBadge.tsx'
import type { KeyContext } from './keys.ts'
import { KEYS, keyName, keysOf } from './keys.ts'
import { chooseRecording } from './replay/choose-recording.ts'
import { SIGNS } from './signs.tsx'
import './help.css'

const TITLES: Readonly<Record<KeyContext, string>> = {
  always: 'Any time',
  present: 'Over the cluster as it is',
  recording: 'Over a recording',
  lesson: 'In a lesson',
  unguided: 'Over a recording that is no lesson',
  node: 'With a node in focus',
  group: 'With a group in focus',
  link: 'With a link in focus',
}

const CONTEXTS: readonly KeyContext[] = [
  'always',
  'present',
  'recording',
  'lesson',
  'unguided',
  'node',
  'group',
  'link',
]
const THEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'System' },
] as const
const TERMS = [4, 5, 6, 7] as const

interface Props {
  readonly onClose: () => void
  readonly openLessons: () => void
}

export function Help({ onClose, openLessons }: Props) {
  return (
    <Dialog title="Keys and signs" onClose={onClose} wide>
      <div className="help">
        <div className="help-keys">
          {CONTEXTS.map((context) => (
            <section key={context}>
              <h3>{TITLES[context]}</h3>
              <dl>
                {KEYS.filter((binding) => binding.context === context).map((binding) => (
                  <div key={binding.action}>
                    <dt>
                      {binding.keys.map((key) => (
                        <kbd key={key}>{keyName(key)}</kbd>
                      ))}
                    </dt>
                    <dd>{binding.does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        <div>
          <section className="help-signs">
            <h3>Signs</h3>
            <ul>
              {SIGNS.map((sign) => (
                <li key={sign.text}>
                  <svg viewBox="0 0 48 32" aria-hidden="true">
                    {sign.drawing}
                  </svg>
                  {sign.text}
                </li>
              ))}
              <li>
                <span className="help-terms">
                  {TERMS.map((term) => (
                    <TermBadge key={term} term={term} />
                  ))}
                </span>
                the term: the number counts, the colour only tells neighbours apart
              </li>
            </ul>
          </section>
          <Lessons
            onPress={() => {
              onClose()
              openLessons()
            }}
          />
          <Recordings onClose={onClose} />
          <Preferences />
        </div>
      </div>
    </Dialog>
  )
}

function Lessons({ onPress }: { onPress: () => void }) {
  return (
    <section>
      <h3>Lessons</h3>
      <p>
        Short stories of elections, logs, snapshots and members, played step by step: each begins with its
        words and stands still, until you press for what happens. They never touch the cluster.
      </p>
      <Button icon="book" keys={keysOf('lessons')} onPress={onPress}>
        Lessons…
      </Button>
    </section>
  )
}

function Recordings({ onClose }: { onClose: () => void }) {
  return (
    <section>
      <h3>Recordings</h3>
      <p>
        Plays a run of the simulator, written by <code>npm run sim</code> with <code>--tape FILE</code>, or a
        file of the cluster's journal in <code>data/journal</code>. It may also be dropped on the page.
      </p>
      <Button
        icon="folder"
        onPress={() => {
          onClose()
          chooseRecording()
        }}
      >
        Open a recording…
      </Button>
    </section>
  )
}

/** What this viewer alone decides; the cluster and other viewers are not moved by it. */
function Preferences() {
  const theme = useSettings((state) => state.theme)
  const quiet = useSettings((state) => state.quiet)
  const spoken = useSettings((state) => state.spoken)
  return (
    <section>
      <h3>This page</h3>
      <Segmented
        label="Theme"
        choices={THEMES}
        value={theme}
        onChange={(next) => useSettings.getState().setTheme(next)}
      />
      <Switch label="No motion" on={quiet} onChange={(on) => useSettings.getState().setQuiet(on)} />
      <Switch
        label="Tell the feed to screen readers"
        on={spoken}
        onChange={(on) => useSettings.getState().setSpoken(on)}
      />
    </section>
  )
}
