// A context menu at a point of the screen: arrows move, Enter acts, Escape and a click outside close it,
// and the focus goes back to where it came from.

import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { Icon } from './Icon.tsx'
import type { IconName } from './Icon.tsx'
import { stepIn } from './roving.ts'
import { useSure } from './use-sure.ts'

export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly icon?: IconName
  readonly keys?: string
  readonly danger?: boolean
  /** What it says when it was picked once: it is done when it is picked again, since nothing undoes it. */
  readonly sure?: string
  readonly blocked?: string | null
  /** Draws a line above it. */
  readonly startsGroup?: boolean
  readonly onPick: () => void
}

interface Props {
  readonly title: string
  readonly at: { readonly x: number; readonly y: number }
  readonly items: readonly MenuItem[]
  readonly onClose: () => void
}

/** Kept free between the menu and the edge of the window. */
const EDGE_PX = 8

export function Menu({ title, at, items, onClose }: Props) {
  const ref = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState({ left: at.x, top: at.y })
  useLayoutEffect(() => {
    const box = ref.current?.getBoundingClientRect()
    if (box === undefined) return
    const left = Math.max(EDGE_PX, Math.min(at.x, window.innerWidth - box.width - EDGE_PX))
    const top = Math.max(EDGE_PX, Math.min(at.y, window.innerHeight - box.height - EDGE_PX))
    setPlace({ left, top })
  }, [at.x, at.y])
  useFocusWithin(ref)
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      onClose()
      return
    }
    const buttons = [...(ref.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
    const now = buttons.findIndex((button) => button === document.activeElement)
    const next = stepIn(event.key, now, buttons.length, 'vertical')
    if (next === null) return
    event.preventDefault()
    buttons[next]?.focus()
  }
  return (
    <>
      <div
        className="menu-shade"
        onPointerDown={onClose}
        onContextMenu={(event) => {
          event.preventDefault()
          onClose()
        }}
      />
      <div ref={ref} className="menu" role="menu" aria-label={title} style={place} onKeyDown={onKeyDown}>
        <div className="menu-title" aria-hidden="true">
          {title}
        </div>
        {items.map((item) => (
          <Fragment key={item.id}>
            {item.startsGroup === true && <div role="separator" className="menu-line" />}
            <MenuRow item={item} onClose={onClose} />
          </Fragment>
        ))}
      </div>
    </>
  )
}

function MenuRow({ item, onClose }: { item: MenuItem; onClose: () => void }) {
  const blocked = item.blocked ?? null
  const { asks, press, forget } = useSure()
  const pick = (): void => {
    onClose()
    item.onPick()
  }
  return (
    <button
      type="button"
      role="menuitem"
      className={item.danger === true ? 'menu-item menu-danger' : 'menu-item'}
      tabIndex={-1}
      aria-disabled={blocked !== null ? true : undefined}
      title={blocked ?? undefined}
      data-item={item.id}
      onClick={() => {
        if (blocked !== null) return
        if (item.sure === undefined) pick()
        else press(pick)
      }}
      onBlur={forget}
    >
      <span className="menu-icon">{item.icon !== undefined && <Icon name={item.icon} />}</span>
      <span className="menu-label">{asks ? item.sure : item.label}</span>
      {item.keys !== undefined && <kbd>{item.keys}</kbd>}
    </button>
  )
}

/** Focus enters with the first item and returns to where it was. */
function useFocusWithin(ref: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const before = document.activeElement
    ref.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus()
    return () => {
      if (before instanceof HTMLElement || before instanceof SVGElement) before.focus()
    }
  }, [ref])
}
