// The theme as an attribute of the document, where the tokens hang.

import { useEffect } from 'react'
import { useSettings } from '../store/settings.ts'

export function useTheme(): void {
  const theme = useSettings((state) => state.theme)
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
}
