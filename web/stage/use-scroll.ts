// How far an element is scrolled and how much of it is seen, for tables that draw only what is in sight.

import { useLayoutEffect, useRef, useState } from 'react'

/** What a browser without a style sheet would use, and so does a test without a layout. */
const DEFAULT_REM = 16
const DEFAULT_HEIGHT = 800

export function useScroll<T extends HTMLElement>() {
  const ref = useRef<T>(null)
  const [seen, setSeen] = useState({ top: 0, height: DEFAULT_HEIGHT, rem: DEFAULT_REM })
  const measure = (): void => {
    const box = ref.current
    if (box === null) return
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || DEFAULT_REM
    const next = { top: box.scrollTop, height: box.clientHeight || DEFAULT_HEIGHT, rem }
    setSeen((before) =>
      before.top === next.top && before.height === next.height && before.rem === next.rem ? before : next,
    )
  }
  useLayoutEffect(() => {
    const box = ref.current
    if (box === null) return undefined
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(box)
    return () => observer.disconnect()
  }, [])
  return { ref, ...seen, onScroll: measure }
}
