// A deed that nothing undoes is done when it is asked for twice. The second time counts once the question could be read:
// a double click is one gesture, and so is a key that is held down.

import { useCallback, useEffect, useRef, useState } from 'react'

/** A double click takes up to half a second. */
export const READ_MS = 600
/** Whoever has not answered by then has gone on to something else; not every browser takes the focus away for it. */
const FORGET_MS = 6_000

export interface Sure {
  /** It has been asked for once, and the next time does it. */
  readonly asks: boolean
  readonly press: (act: () => void) => void
  readonly forget: () => void
}

export function useSure(): Sure {
  const [asks, setAsks] = useState(false)
  const askedAt = useRef(0)
  useEffect(() => {
    if (!asks) return
    const timer = setTimeout(() => setAsks(false), FORGET_MS)
    return () => clearTimeout(timer)
  }, [asks])
  const press = (act: () => void): void => {
    if (asks && performance.now() - askedAt.current < READ_MS) return
    if (asks) act()
    else askedAt.current = performance.now()
    setAsks(!asks)
  }
  const forget = useCallback(() => setAsks(false), [])
  return { asks, press, forget }
}
