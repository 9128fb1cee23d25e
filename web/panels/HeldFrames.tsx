// Frames that wait at their senders, with what can be done to each: let go, lost, doubled. In any order:
// that is how one sees what Raft makes of late and repeated messages.

import { useCallback } from 'react'
import { useShallow } from 'zustand/react/shallow'
import type { HeldFrameView } from '../../shared/cluster-view.ts'
import type { Fault } from '../../shared/fault.ts'
import { testIds } from '../../shared/test-ids.ts'
import { inject } from '../store/actions.ts'
import { useCluster } from '../store/cluster.ts'
import { Button } from '../ui/Button.tsx'
import { DeedLine } from '../ui/DeedLine.tsx'
import { Section } from '../ui/Section.tsx'
import { useDeed } from '../ui/use-deed.ts'
import type { Perform } from '../ui/use-deed.ts'
import type { HeldLink } from './held-words.ts'
import { heldFrames, heldWords } from './held-words.ts'
import { whyNotDrive } from '../store/rights.ts'

/** Rows shown: the oldest are the ones to decide about; the rest is counted. */
const SHOWN = 6

/** Nothing at all while nothing waits. */
export function HeldFrames({ link }: { link: HeldLink | null }) {
  const frames = useCluster(useShallow(useCallback((state) => heldFrames(state.view, link), [link])))
  const forbidden = useCluster(whyNotDrive)
  const { deed, perform } = useDeed()
  if (frames.length === 0) return null
  const more = frames.length - SHOWN
  return (
    <Section title="Held frames" aside={<span className="quiet">{frames.length}</span>}>
      <ul className="fault-list">
        {frames.slice(0, SHOWN).map((frame) => (
          <HeldRow key={frame.id} frame={frame} blocked={forbidden} perform={perform} />
        ))}
      </ul>
      {more > 0 && <p className="quiet">{`and ${more} more behind them`}</p>}
      {deed.kind !== 'idle' && <DeedLine deed={deed} />}
    </Section>
  )
}

interface RowProps {
  readonly frame: HeldFrameView
  readonly blocked: string | null
  readonly perform: Perform
}

interface FrameDeed {
  readonly fault: (frame: string) => Fault
  readonly label: string
  readonly hint: string
  readonly done: string
}

const DEEDS: readonly FrameDeed[] = [
  {
    fault: (frame) => ({ kind: 'release', frame }),
    label: 'Let go',
    hint: 'it leaves now, before those that wait longer',
    done: 'let go',
  },
  {
    fault: (frame) => ({ kind: 'duplicate', frame }),
    label: 'Double',
    hint: 'a copy leaves now, with the same number; it waits on',
    done: 'doubled',
  },
  {
    fault: (frame) => ({ kind: 'drop', frame }),
    label: 'Lose',
    hint: 'it never arrives; Raft sends again what matters',
    done: 'lost',
  },
]

function HeldRow({ frame, blocked, perform }: RowProps) {
  const { id } = frame
  return (
    <li className="fault-row" data-testid={testIds.heldFrame} data-frame={id}>
      <div>
        <p>{id.replace('>', ' → ').replace('#', ' #')}</p>
        <p className="quiet">{heldWords(frame)}</p>
      </div>
      <div className="button-row">
        {DEEDS.map(({ fault, label, hint, done }) => (
          <Button
            key={label}
            kind="quiet"
            hint={hint}
            blocked={blocked}
            onPress={() => perform(`frame ${id}`, `${done}: ${id}`, () => inject(fault(id)))}
          >
            {label}
          </Button>
        ))}
      </div>
    </li>
  )
}
