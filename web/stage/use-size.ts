// The size of an element in whole pixels, followed while it changes.

import { useLayoutEffect, useRef, useState } from 'react'
import type { Size } from '../scene/cluster.ts'

export function useSize<T extends Element>(): {
  readonly ref: React.RefObject<T | null>
  readonly size: Size | null
} {
  const ref = useRef<T>(null)
  const [size, setSize] = useState<Size | null>(null)
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return undefined
    const measure = (): void => {
      const { width, height } = element.getBoundingClientRect()
      setSize((before) => {
        const next = { width: Math.round(width), height: Math.round(height) }
        return before?.width === next.width && before.height === next.height ? before : next
      })
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { ref, size }
}
