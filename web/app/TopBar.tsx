// The bar: where am I (view, group), how fast is the cluster, am I connected; and the page's own settings.

import { useShallow } from 'zustand/react/shallow'
import { testIds } from '../../shared/test-ids.ts'
import { setRate } from '../store/actions.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { useSettings } from '../store/settings.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import type { Perform } from '../ui/use-deed.ts'
import { whyNotDrive } from '../store/rights.ts'
import { Connection } from './Connection.tsx'
import { keysOf } from './keys.ts'
import { chooseRecording } from './replay/choose-recording.ts'
import { useDrawnTheme } from './use-theme.ts'
import { STOPS, rateWords, stopOf } from './mode.ts'

const VIEWS = [
  { value: 'cluster', label: 'Cluster', hint: 'All processes (key: 1)' },
  { value: 'group', label: 'Group', hint: 'One Raft group: ring and logs (key: 2)' },
  { value: 'wall', label: 'Wall', hint: 'All groups at once (key: 3)' },
] as const

interface Props {
  readonly perform: Perform
  readonly onHelp: () => void
  readonly onLessons: () => void
}

export function TopBar({ perform, onHelp, onLessons }: Props) {
  const view = useFocus((state) => state.view)
  return (
    <header className="top-bar">
      <h1 className="brand">raftroom</h1>
      <Segmented
        label="View"
        choices={VIEWS}
        value={view}
        onChange={(next) => useFocus.getState().setView(next)}
      />
      <GroupPicker />
      <span className="top-space" />
      <ClockControl perform={perform} />
      <Connection />
      <Button icon="book" keys={keysOf('lessons')} hint="Raft, played step by step" onPress={onLessons}>
        Lessons
      </Button>
      <IconButton icon="folder" label="Open a recording…" onPress={chooseRecording} />
      <ThemeButton />
      <IconButton icon="help" label="Help and keys" keys={keysOf('help')} onPress={onHelp} />
    </header>
  )
}

function GroupPicker() {
  const groups = useCluster(useShallow((state) => Object.keys(state.view.groups)))
  const group = useFocus((state) => state.group)
  return (
    <select
      className="select group-picker"
      aria-label="Group"
      value={group ?? ''}
      onChange={(event) => {
        useFocus.getState().focusGroup(event.target.value === '' ? null : event.target.value)
      }}
    >
      <option value="">All groups</option>
      {groups.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  )
}

function ClockControl({ perform }: { perform: Perform }) {
  const rate = useCluster((state) => state.view.clock.rate)
  const forbidden = useCluster(whyNotDrive)
  const isPresent = useCluster((state) => state.shows === 'present')
  const set = (value: string): void => {
    const stop = STOPS.find((one) => one.value === value)
    if (stop !== undefined)
      perform('setting the clock', `the cluster's clock: ${rateWords(stop.rate)}`, () => setRate(stop.rate))
  }
  return (
    <div className="clock-control" data-testid={testIds.clock} data-rate={rate}>
      <Segmented
        label="Speed of the whole cluster"
        choices={STOPS}
        value={isPresent ? (stopOf(rate)?.value ?? null) : null}
        onChange={set}
        blocked={forbidden}
      />
    </div>
  )
}

function ThemeButton() {
  const theme = useDrawnTheme()
  const other = theme === 'dark' ? 'light' : 'dark'
  return (
    <IconButton
      icon={theme === 'dark' ? 'sun' : 'moon'}
      label={`Change to the ${other} theme`}
      onPress={() => useSettings.getState().setTheme(other)}
    />
  )
}
