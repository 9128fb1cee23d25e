// What is wrong on purpose: every active rule with who asked for it and how to take it back, then the two
// forms that make new ones.

import { useShallow } from 'zustand/react/shallow'
import { testIds } from '../../shared/test-ids.ts'
import type { ActiveFault } from '../../shared/cluster-view.ts'
import { useCluster } from '../store/cluster.ts'
import { inject } from '../store/actions.ts'
import { Button } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import { Empty, Section } from '../ui/Section.tsx'
import { useDeed } from '../ui/use-deed.ts'
import type { Perform } from '../ui/use-deed.ts'
import { ElectionForm } from './ElectionForm.tsx'
import { HeldFrames } from './HeldFrames.tsx'
import { LinkDials } from './LinkDials.tsx'
import { NodeTrouble } from './NodeTrouble.tsx'
import { PartitionForm } from './PartitionForm.tsx'
import { TransferForm } from './TransferForm.tsx'
import { lasting } from './quantities.ts'
import { whyNotDrive } from '../store/rights.ts'
import './faults.css'

export function Faults() {
  return (
    <div className="faults" data-testid={testIds.faults}>
      <ActiveFaults />
      <HeldFrames link={null} />
      <PartitionForm />
      <ElectionForm />
      <TransferForm />
      <NodeTrouble />
      <LinkDials />
    </div>
  )
}

function ActiveFaults() {
  const ids = useCluster(useShallow((state) => state.view.faults.map((fault) => fault.id)))
  const forbidden = useCluster(whyNotDrive)
  const { deed, perform } = useDeed()
  return (
    <Section
      title="Active faults"
      aside={
        <Button
          icon="check"
          testId={testIds.healAll}
          blocked={forbidden}
          hint="Links mended, frozen thawed, dead started; the clock stays"
          onPress={() => perform('healing all', 'all is healed', () => inject({ kind: 'heal' }))}
        >
          Heal all
        </Button>
      }
    >
      {ids.length === 0 ? (
        <Empty>None. What is cut, slowed, frozen or killed stands here, with the way back.</Empty>
      ) : (
        <ul className="fault-list">
          {ids.map((id) => (
            <FaultRow key={id} id={id} perform={perform} />
          ))}
        </ul>
      )}
      {deed.kind !== 'idle' && <DeedLine deed={deed} />}
    </Section>
  )
}

const SECOND = 1_000

function FaultRow({ id, perform }: { id: number; perform: Perform }) {
  const fault = useCluster((state) => state.view.faults.find((one) => one.id === id))
  const forbidden = useCluster(whyNotDrive)
  const seconds = useCluster((state) => Math.floor(state.view.at / SECOND))
  if (fault === undefined) return null
  return (
    <li className="fault-row" data-testid={testIds.fault} data-fault={fault.fault.kind} data-id={id}>
      <div>
        <p>{fault.text}</p>
        <p className="quiet">
          {fault.by}, {lasting(seconds * SECOND - fault.at)} ago
        </p>
      </div>
      <UndoButton fault={fault} forbidden={forbidden} perform={perform} />
    </li>
  )
}

interface UndoProps {
  readonly fault: ActiveFault
  readonly forbidden: string | null
  readonly perform: Perform
}

function UndoButton({ fault, forbidden, perform }: UndoProps) {
  const { undo } = fault
  if (undo === null) return null
  return (
    <Button
      icon="undo"
      blocked={forbidden}
      onPress={() => perform('taking it back', `undone: ${fault.text}`, () => inject(undo))}
    >
      Undo
    </Button>
  )
}
