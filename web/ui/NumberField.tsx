// A number with its unit. Arrow keys step; the value is reported only while it is a number in range.

import { useId, useState } from 'react'

interface Props {
  readonly label: string
  readonly unit: string
  readonly value: number
  readonly onChange: (value: number) => void
  readonly min?: number
  readonly max: number
  readonly step?: number
}

export function NumberField({ label, unit, value, onChange, min = 0, max, step = 1 }: Props) {
  const id = useId()
  const [draft, setDraft] = useState<string | null>(null)
  const read = (text: string): void => {
    setDraft(text)
    const number = Number(text)
    if (text.trim() !== '' && Number.isFinite(number)) onChange(Math.min(max, Math.max(min, number)))
  }
  return (
    <div className="number-field">
      <label htmlFor={id}>{label}</label>
      <span className="number-box">
        <input
          id={id}
          type="number"
          inputMode="decimal"
          min={min}
          max={max}
          step={step}
          value={draft ?? String(value)}
          onChange={(event) => read(event.target.value)}
          onBlur={() => setDraft(null)}
        />
        <span aria-hidden="true" className="unit">
          {unit}
        </span>
      </span>
    </div>
  )
}
