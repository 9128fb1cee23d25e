// A file that is dragged over the page may be dropped anywhere on it. Without this a browser would leave the
// page and show the file instead.

import { useEffect, useState } from 'react'
import { openFile } from '../../store/opening.ts'

const bringsFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true

/** Whether a file hangs over the page now. */
export function useDrop(): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const onOver = (event: DragEvent): void => {
      if (!bringsFile(event)) return
      event.preventDefault()
      setOver(true)
    }
    const onLeave = (event: DragEvent): void => {
      // Leaving one element for another is no leaving: only the window's edge leads nowhere.
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent): void => {
      if (!bringsFile(event)) return
      event.preventDefault()
      setOver(false)
      const file = event.dataTransfer?.files[0]
      if (file !== undefined) void openFile(file)
    }
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [])
  return over
}
