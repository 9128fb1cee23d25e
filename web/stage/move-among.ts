// Arrow keys go from node to node, or from half-arrow to half-arrow, in the order in which they are drawn.

import type { KeyboardEvent } from 'react'

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }
const KINDS = ['.node', '.arrow'] as const

export function moveAmong(event: KeyboardEvent<SVGSVGElement>): void {
  const step = STEPS[event.key]
  if (step === undefined || !(event.target instanceof Element)) return
  const { target } = event
  const kind = KINDS.find((one) => target.matches(one))
  if (kind === undefined) return
  const all = [...event.currentTarget.querySelectorAll<SVGGElement>(kind)]
  const now = all.findIndex((one) => one === target)
  all[(now + step + all.length) % all.length]?.focus()
  event.preventDefault()
}
