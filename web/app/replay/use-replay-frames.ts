// Moves the clock of the replay with the page's frames, while it runs.

import { useEffect } from 'react'
import { playFrame } from '../../store/replay.ts'

export function useReplayFrames(runs: boolean): void {
  useEffect(() => {
    if (!runs) return undefined
    let last = performance.now()
    let frame = 0
    const next = (now: number): void => {
      // A frame may have begun before the press that led here.
      playFrame(Math.max(0, now - last), now)
      last = now
      frame = requestAnimationFrame(next)
    }
    frame = requestAnimationFrame(next)
    return () => cancelAnimationFrame(frame)
  }, [runs])
}
