// A choice of few, all visible: a radio group drawn as one bar.

import { useId } from 'react'

export interface Choice<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly hint?: string
}

interface Props<Value extends string> {
  readonly label: string
  readonly choices: readonly Choice<Value>[]
  /** Null: none of them is true now. */
  readonly value: Value | null
  readonly onChange: (value: Value) => void
  readonly blocked?: string | null
  readonly testId?: string
}

export function Segmented<Value extends string>(props: Props<Value>) {
  const { label, choices, value, onChange, testId } = props
  const blocked = props.blocked ?? null
  const name = useId()
  return (
    <div
      className="segmented"
      role="radiogroup"
      aria-label={label}
      aria-disabled={blocked !== null}
      title={blocked ?? undefined}
      data-testid={testId}
    >
      {choices.map((choice) => (
        <label key={choice.value} className="segment" title={blocked ?? choice.hint}>
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            disabled={blocked !== null}
            onChange={() => onChange(choice.value)}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </div>
  )
}
