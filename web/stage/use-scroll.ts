// How far an element is scrolled and how much of it is seen, for tables that draw only what is in sight.

import { useLayoutEffect, useRef, useState } from 'react'

export interface Seen {
  readonly top: number
  readonly height: number
  /** Pixels of one rem: larger on a projector. */
  readonly rem: number
}

/** What a browser without a style sheet would use, and so does a test without a layout. */
const UNMEASURED: Seen = { top: 0, height: 800, rem: 16 }

export function useScroll<T extends HTMLElement>(): {
  readonly ref: React.RefObject<T | null>
  readonly seen: Seen
} {
  const ref = useRef<T>(null)
  const [seen, setSeen] = useState(UNMEASURED)
  useLayoutEffect(() => {
    const box = ref.current
    if (box === null) return undefined
    const measure = (): void => {
      const next = seenOf(box)
      setSeen((before) => (isSame(before, next) ? before : next))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(box)
    box.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      box.removeEventListener('scroll', measure)
    }
  }, [])
  return { ref, seen }
}

const seenOf = (box: HTMLElement): Seen => ({
  top: box.scrollTop,
  height: box.clientHeight || UNMEASURED.height,
  rem: Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || UNMEASURED.rem,
})

const isSame = (a: Seen, b: Seen): boolean => a.top === b.top && a.height === b.height && a.rem === b.rem
