// The bank: is all the money there, and what does each ATM's own copy say?

import { useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { testIds } from '../../shared/test-ids.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { useCluster } from '../store/cluster.ts'
import { useStory } from '../store/story.ts'
import { Icon } from '../ui/Icon.tsx'
import { Empty, Section } from '../ui/Section.tsx'
import { Balances } from './Balances.tsx'
import type { Money as MoneyFacts } from './money-check.ts'
import { money } from './money-check.ts'
import { grouped } from './quantities.ts'
import './money.css'

/** The facts of the meter, computed once per change of a bank or a receipt. */
export function useMoney(): MoneyFacts | null {
  const banks = useCluster(useShallow((state) => state.view.banks))
  const story = useStory((state) => state.events)
  return useMemo(() => money({ ...EMPTY_VIEW, banks }, story), [banks, story])
}

export function Money() {
  const facts = useMoney()
  if (facts === null) return <Empty>No ATM has said anything about its accounts yet.</Empty>
  return (
    <div className="money">
      <Meter facts={facts} />
      <Balances />
    </div>
  )
}

export function Meter({ facts }: { facts: MoneyFacts }) {
  const { sum, expected, deposited, withdrawn, applied, alarms } = facts
  const isWell = sum === expected && alarms.length === 0
  return (
    <Section
      title="Is all the money there?"
      aside={`as of entry ${applied}`}
      testId={testIds.money}
      data={{ 'data-sum': String(sum), 'data-expected': String(expected), 'data-ok': String(isWell) }}
    >
      <div className="equation">
        <Amount name="in the accounts" value={sum} />
        <span className="equation-sign">{sum === expected ? '=' : '≠'}</span>
        <Amount name="put in" value={deposited} />
        <span className="equation-sign">−</span>
        <Amount name="taken out" value={withdrawn} />
      </div>
      {isWell ? (
        <p className="verdict">
          <Icon name="check" />
          Every amount is accounted for.
        </p>
      ) : (
        <ul className="alarms" role="alert">
          {(alarms.length === 0 ? [`the sum is off by ${sum - expected}`] : alarms).map((alarm) => (
            <li key={alarm}>
              <Icon name="alert" />
              <span>Alarm: {alarm}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function Amount({ name, value }: { name: string; value: number }) {
  return (
    <div className="amount">
      <span className="amount-value">{grouped(value)}</span>
      <span className="quiet">{name}</span>
    </div>
  )
}
