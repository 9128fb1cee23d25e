// What a stage asks the shell for: a menu for the thing under the pointer, at that place on the screen.

import type { NodeId } from '../../shared/ids.ts'

export type ContextTarget =
  | { readonly kind: 'node'; readonly node: NodeId }
  | { readonly kind: 'link'; readonly from: NodeId; readonly to: NodeId }

export interface ContextRequest {
  readonly target: ContextTarget
  readonly x: number
  readonly y: number
}

export type OnContext = (request: ContextRequest) => void

interface Opening {
  readonly preventDefault: () => void
  readonly currentTarget: Element
  readonly clientX?: number
  readonly clientY?: number
}

/** A right click opens at the pointer; the menu key and Shift+F10 open beside the thing itself. */
export function openContext(event: Opening, target: ContextTarget, onContext: OnContext): void {
  event.preventDefault()
  const box = event.currentTarget.getBoundingClientRect()
  const x = event.clientX ?? 0
  const y = event.clientY ?? 0
  const fromKeys = x === 0 && y === 0
  onContext({ target, x: fromKeys ? box.right : x, y: fromKeys ? box.bottom : y })
}
