// Theme and stage mode as attributes of the document, where the tokens hang.

import { useEffect } from 'react'
import { useSettings } from '../store/settings.ts'

export function useTheme(): void {
  const theme = useSettings((state) => state.theme)
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
  const stageMode = useSettings((state) => state.stageMode)
  useEffect(() => {
    document.documentElement.dataset['stage'] = String(stageMode)
  }, [stageMode])
}
