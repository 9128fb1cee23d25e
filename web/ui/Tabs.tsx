// Tabs after the ARIA pattern: one tab stop, arrows move, the panel follows at once.

import { useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { stepIn } from './roving.ts'

export interface Tab<Id extends string> {
  readonly id: Id
  readonly label: string
  /** A small number beside the label; 0 and absent show nothing. */
  readonly count?: number | undefined
  /** Said with the label when the count alone would not say it. */
  readonly countLabel?: string | undefined
  readonly alarm?: boolean | undefined
}

interface Props<Id extends string> {
  readonly label: string
  readonly tabs: readonly Tab<Id>[]
  readonly selected: Id
  readonly onSelect: (id: Id) => void
  /** Id of the element that shows the selected tab. */
  readonly controls: string
}

export function Tabs<Id extends string>({ label, tabs, selected, onSelect, controls }: Props<Id>) {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const now = tabs.findIndex((tab) => tab.id === selected)
    const next = stepIn(event.key, now, tabs.length, 'horizontal')
    const tab = next === null ? undefined : tabs[next]
    if (tab === undefined) return
    event.preventDefault()
    onSelect(tab.id)
    list.current?.querySelector<HTMLElement>(`[data-tab="${tab.id}"]`)?.focus()
  }
  return (
    <div className="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          className="tab"
          data-tab={tab.id}
          data-alarm={tab.alarm === true ? 'true' : undefined}
          aria-selected={tab.id === selected}
          aria-controls={controls}
          tabIndex={tab.id === selected ? 0 : -1}
          onClick={() => onSelect(tab.id)}
        >
          {tab.label}
          {tab.count !== undefined && tab.count > 0 && (
            <span className="count" title={tab.countLabel}>
              {tab.count}
            </span>
          )}
        </button>
      ))}
    </div>
  )
}
