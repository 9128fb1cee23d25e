// The form for trouble of one node: busy, bad disk, flipped byte.

import { useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { inject } from '../store/actions.ts'
import { useCluster } from '../store/cluster.ts'
import { useFocus } from '../store/focus.ts'
import { Button } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { Picker } from '../ui/Picker.tsx'
import { Section } from '../ui/Section.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import { useDeed } from '../ui/use-deed.ts'
import { inOrder } from './node-order.ts'
import type { TroubleDraft } from './node-trouble.ts'
import {
  FIRST_DRAFT,
  MAX_BUSY_MS,
  MAX_DISK_DELAY_MS,
  troubleFault,
  troubleLesson,
  whyNoTrouble,
} from './node-trouble.ts'
import { whyNotDrive } from '../store/rights.ts'

const TROUBLES = [
  { value: 'busy', label: 'Busy loop' },
  { value: 'disk', label: 'Disk' },
  { value: 'corrupt', label: 'Flip a byte' },
] as const
const MODES = [
  { value: 'slow', label: 'Slow' },
  { value: 'full', label: 'Full' },
  { value: 'error', label: 'Failing' },
  { value: 'none', label: 'Working' },
] as const

export function NodeTrouble() {
  const nodes = useCluster(useShallow((state) => inOrder(Object.keys(state.view.nodes))))
  const focused = useFocus(({ focus }) => (focus?.kind === 'node' ? focus.node : null))
  const [picked, setPicked] = useState<string | null>(null)
  const [draft, setDraft] = useState<TroubleDraft>(FIRST_DRAFT)
  const { deed, perform } = useDeed()
  const node = picked ?? focused ?? nodes[0] ?? ''
  const state = useCluster(({ view }) => view.nodes[node]?.state)
  const forbidden = useCluster(whyNotDrive)
  const set = (part: Partial<TroubleDraft>): void => setDraft({ ...draft, ...part })
  return (
    <Section title="Trouble for one node">
      <div className="button-row">
        <Picker label="Node in trouble" value={node} options={nodes} onPick={setPicked} />
        <Segmented
          label="Trouble"
          choices={TROUBLES}
          value={draft.trouble}
          onChange={(trouble) => set({ trouble })}
        />
      </div>
      <div className="button-row">
        <TroubleFields draft={draft} set={set} />
        <Button
          kind="primary"
          blocked={forbidden ?? whyNoTrouble(draft, state)}
          onPress={() =>
            perform(`troubling ${node}`, `done to ${node}`, () => inject(troubleFault(node, draft)))
          }
        >
          {`Do it to ${node}`}
        </Button>
      </div>
      <p className="quiet faults-hint">{troubleLesson(draft)}</p>
      {deed.kind !== 'idle' && <DeedLine deed={deed} />}
    </Section>
  )
}

interface FieldProps {
  readonly draft: TroubleDraft
  readonly set: (part: Partial<TroubleDraft>) => void
}

function TroubleFields({ draft, set }: FieldProps) {
  if (draft.trouble === 'busy')
    return (
      <NumberField
        label="Stands still for"
        unit="ms"
        min={1}
        max={MAX_BUSY_MS}
        step={100}
        value={draft.ms}
        onChange={(ms) => set({ ms })}
      />
    )
  if (draft.trouble === 'corrupt')
    return (
      <input
        className="text-field"
        aria-label="File in the folder of the node"
        value={draft.file}
        onChange={(event) => set({ file: event.target.value })}
      />
    )
  return (
    <>
      <Segmented label="Disk" choices={MODES} value={draft.mode} onChange={(mode) => set({ mode })} />
      {draft.mode === 'slow' && (
        <NumberField
          label="Each sync takes"
          unit="ms"
          min={1}
          max={MAX_DISK_DELAY_MS}
          step={100}
          value={draft.delayMs}
          onChange={(delayMs) => set({ delayMs })}
        />
      )}
    </>
  )
}
