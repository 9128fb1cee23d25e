// Speaks to screen readers, politely and slowly: of many sentences the newest one, at most one in 2 s.

import { useEffect, useRef, useState } from 'react'

/** Faster than this, speech is cut off by the next sentence and nothing is understood. */
const SPEAK_EVERY_MS = 2_000

export function LiveRegion({ sentence, on }: { sentence: string; on: boolean }) {
  const newest = useRef(sentence)
  const [spoken, setSpoken] = useState('')
  useEffect(() => {
    newest.current = sentence
  }, [sentence])
  useEffect(() => {
    if (!on) return undefined
    const timer = setInterval(() => setSpoken(newest.current), SPEAK_EVERY_MS)
    return () => clearInterval(timer)
  }, [on])
  return (
    <div className="visually-hidden" role="log" aria-live="polite" aria-atomic="true">
      {on ? spoken : ''}
    </div>
  )
}
