// Moves the leadership of one group to another voter: no election timeout, no gap to speak of.

import { useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { confirmedLeader, isUp } from '../../shared/cluster-view.ts'
import { inject } from '../store/actions.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { Button } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import { Picker } from '../ui/Picker.tsx'
import { Section } from '../ui/Section.tsx'
import { useDeed } from '../ui/use-deed.ts'
import { inOrder } from './node-order.ts'
import { whyNotDrive } from '../store/rights.ts'

export function TransferForm() {
  const groups = useCluster(useShallow((state) => Object.keys(state.view.groups)))
  const focused = useFocus((state) => state.group)
  const [picked, setPicked] = useState<string | null>(null)
  const [wanted, setWanted] = useState<string | null>(null)
  const { deed, perform } = useDeed()
  const name = picked ?? focused ?? groups[0] ?? ''
  const leader = useCluster(({ view }) => {
    const group = view.groups[name]
    return group === undefined ? null : (confirmedLeader(view, group)?.node ?? null)
  })
  const others = useCluster(
    useShallow(({ view }) =>
      inOrder(view.groups[name]?.voters ?? []).filter((node) => node !== leader && isUp(view.nodes[node])),
    ),
  )
  const forbidden = useCluster(whyNotDrive)
  const to = wanted !== null && others.includes(wanted) ? wanted : others[0]
  const lacking = leader === null ? `${name} has no leader` : to === undefined ? 'no other voter runs' : null
  const move = (): void => {
    if (to === undefined) return
    perform(`asking ${leader ?? ''} to hand over`, `${to} leads ${name}`, () =>
      inject({ kind: 'transfer', group: name, to }),
    )
  }
  return (
    <Section title="Hand leadership over">
      <div className="button-row">
        <Picker label="Group to hand over" value={name} options={groups} onPick={setPicked} />
        <span className="quiet">{leader === null ? 'to' : `from ${leader} to`}</span>
        <Picker label="New leader" value={to ?? ''} options={others} onPick={setWanted} />
        <Button blocked={forbidden ?? lacking} onPress={move}>
          Hand over
        </Button>
      </div>
      {deed.kind !== 'idle' && <DeedLine deed={deed} />}
    </Section>
  )
}
