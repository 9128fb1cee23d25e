// The line between two parts of a column, moved by pointer and by keyboard. The value is the share of the
// second part, in percent.

import { useRef } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'

interface Props {
  readonly label: string
  readonly value: number
  readonly onChange: (value: number) => void
  readonly min: number
  readonly max: number
}

const STEP = 4

export function Splitter({ label, value, onChange, min, max }: Props) {
  const ref = useRef<HTMLDivElement>(null)
  const clamp = (next: number): number => Math.min(max, Math.max(min, next))
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const box = ref.current?.parentElement?.getBoundingClientRect()
    if (box !== undefined) onChange(clamp(((box.bottom - event.clientY) / box.height) * 100))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowUp' ? STEP : event.key === 'ArrowDown' ? -STEP : 0
    if (step === 0) return
    event.preventDefault()
    event.stopPropagation()
    onChange(clamp(value + step))
  }
  return (
    <div
      ref={ref}
      className="splitter"
      role="separator"
      aria-orientation="horizontal"
      aria-label={label}
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  )
}
