// Theme and stage mode as attributes of the document, where the tokens hang.

import { useEffect, useSyncExternalStore } from 'react'
import { useSettings } from '../store/settings.ts'

const PREFERS_DARK = '(prefers-color-scheme: dark)'

const watchPreference = (changed: () => void): (() => void) => {
  const query = window.matchMedia(PREFERS_DARK)
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}
const prefersDark = (): boolean => window.matchMedia(PREFERS_DARK).matches

/** The theme that is drawn: `system` is one of the two, and changes with the computer's setting. */
export function useDrawnTheme(): 'light' | 'dark' {
  const theme = useSettings((state) => state.theme)
  const dark = useSyncExternalStore(watchPreference, prefersDark)
  if (theme !== 'system') return theme
  return dark ? 'dark' : 'light'
}

export function useTheme(): void {
  const theme = useDrawnTheme()
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
  const stageMode = useSettings((state) => state.stageMode)
  useEffect(() => {
    document.documentElement.dataset['stage'] = String(stageMode)
  }, [stageMode])
}
