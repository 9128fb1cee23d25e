// Fires the timers of all followers of one group together.

import { useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { inject } from '../store/actions.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { Button } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import { Picker } from '../ui/Picker.tsx'
import { Section } from '../ui/Section.tsx'
import { useDeed } from '../ui/use-deed.ts'
import { whyNotDrive } from '../store/rights.ts'
import { splitVoteFault } from './split-vote.ts'

export function ElectionForm() {
  const groups = useCluster(useShallow((state) => Object.keys(state.view.groups)))
  const focused = useFocus((state) => state.group)
  const [picked, setPicked] = useState<string | null>(null)
  const group = picked ?? focused ?? groups[0]
  const { deed, perform } = useDeed()
  const blocked = useCluster((state) => {
    const forbidden = whyNotDrive(state)
    if (forbidden !== null) return forbidden
    const fault = group === undefined ? null : splitVoteFault(state.view, group)
    return fault === null ? 'no follower of it runs' : null
  })
  const fire = (): void => {
    const fault = group === undefined ? null : splitVoteFault(useCluster.getState().view, group)
    if (fault !== null) perform('firing timers', `fired the timers of ${group} together`, () => inject(fault))
  }
  return (
    <Section title="Force a split vote">
      <div className="button-row">
        <Picker label="Group to elect" value={group ?? ''} options={groups} onPick={setPicked} />
        <Button icon="timer" blocked={blocked} onPress={fire}>
          Fire followers' timers
        </Button>
      </div>
      <p className="quiet faults-hint">With a live leader nothing comes of it: kill the leader first.</p>
      {deed.kind !== 'idle' && <DeedLine deed={deed} />}
    </Section>
  )
}
