// Makes one link, or all of them, bad: late, lossy, doubling, out of order. Zero everywhere mends it.

import { useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { Fault } from '../../shared/fault.ts'
import { err, ok } from '../../shared/result.ts'
import type { Result } from '../../shared/result.ts'
import { inject } from '../store/actions.ts'
import { useCluster } from '../store/cluster.ts'
import { Button } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import { NumberField } from '../ui/NumberField.tsx'
import { Section } from '../ui/Section.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import { useDeed } from '../ui/use-deed.ts'
import type { Dials, LinkTarget } from './link-faults.ts'
import { ALL, MAX_DELAY_MS, NO_DIALS, linkFaults, targetWords } from './link-faults.ts'
import { inOrder } from './node-order.ts'
import { whyNotDrive } from '../store/rights.ts'

const WAYS = [
  { value: 'both', label: 'Both ways' },
  { value: 'one', label: 'One way' },
] as const

/** One after the other: the feed then reads in the order of the links. */
async function injectAll(faults: readonly Fault[]): Promise<Result<null, { readonly message: string }>> {
  for (const fault of faults) {
    const result = await inject(fault)
    if (!result.ok) return err(result.error)
  }
  return ok(null)
}

export function LinkDials() {
  const links = useCluster(useShallow((state) => Object.keys(state.view.links)))
  const forbidden = useCluster(whyNotDrive)
  const [target, setTarget] = useState<LinkTarget>({ from: ALL, to: ALL, oneWay: false })
  const [dials, setDials] = useState<Dials>(NO_DIALS)
  const { deed, perform } = useDeed()
  const faults = linkFaults(links, target, dials)
  const words = targetWords(target)
  return (
    <Section title="Make links worse">
      <TargetFields target={target} onChange={setTarget} />
      <DialFields dials={dials} onChange={setDials} />
      <div className="button-row">
        <Button
          kind="primary"
          blocked={forbidden ?? (faults.length === 0 ? 'there is no such link' : null)}
          onPress={() => perform(`setting ${words}`, `set ${words}`, () => injectAll(faults))}
        >
          {`Apply to ${words}`}
        </Button>
        <Button onPress={() => setDials(NO_DIALS)}>All zero</Button>
      </div>
      {deed.kind !== 'idle' && <DeedLine deed={deed} />}
    </Section>
  )
}

interface TargetProps {
  readonly target: LinkTarget
  readonly onChange: (target: LinkTarget) => void
}

function TargetFields({ target, onChange }: TargetProps) {
  const nodes = useCluster(useShallow((state) => inOrder(Object.keys(state.view.nodes))))
  const pick = (end: 'from' | 'to', label: string) => (
    <select
      className="select"
      aria-label={label}
      value={target[end]}
      onChange={(event) => onChange({ ...target, [end]: event.target.value })}
    >
      <option value={ALL}>every node</option>
      {nodes.map((node) => (
        <option key={node}>{node}</option>
      ))}
    </select>
  )
  return (
    <div className="button-row">
      {pick('from', 'From')}
      <span className="quiet">to</span>
      {pick('to', 'To')}
      <Segmented
        label="Direction"
        choices={WAYS}
        value={target.oneWay ? 'one' : 'both'}
        onChange={(way) => onChange({ ...target, oneWay: way === 'one' })}
      />
    </div>
  )
}

function DialFields({ dials, onChange }: { dials: Dials; onChange: (dials: Dials) => void }) {
  const set = (part: Partial<Dials>): void => onChange({ ...dials, ...part })
  return (
    <div className="dials">
      <NumberField
        label="Delay"
        unit="ms"
        max={MAX_DELAY_MS}
        step={10}
        value={dials.delayMs}
        onChange={(delayMs) => set({ delayMs })}
      />
      <NumberField
        label="Jitter"
        unit="ms"
        max={MAX_DELAY_MS}
        step={10}
        value={dials.jitterMs}
        onChange={(jitterMs) => set({ jitterMs })}
      />
      <NumberField
        label="Loss"
        unit="%"
        max={100}
        step={5}
        value={dials.loss}
        onChange={(loss) => set({ loss })}
      />
      <NumberField
        label="Duplicates"
        unit="%"
        max={100}
        step={5}
        value={dials.duplicates}
        onChange={(duplicates) => set({ duplicates })}
      />
      <NumberField
        label="Reordering"
        unit="%"
        max={100}
        step={5}
        value={dials.reordering}
        onChange={(reordering) => set({ reordering })}
      />
    </div>
  )
}
