// Keeps the address and the focus the same, in both directions.

import { useEffect } from 'react'
import { useFocus } from '../store/focus.ts'
import { readAddress, writeAddress } from './address.ts'

export function useAddress(): void {
  useEffect(() => {
    const read = (): void => {
      const { view, group, focus } = readAddress(location.hash)
      useFocus.setState({ view, group, focus })
    }
    read()
    window.addEventListener('hashchange', read)
    const forget = useFocus.subscribe(({ view, group, focus }) => {
      const hash = writeAddress({ view, group, focus })
      // Replaced, not pushed: a class clicks a lot, and Back should leave the page.
      if (hash !== location.hash) history.replaceState(null, '', hash)
    })
    return () => {
      window.removeEventListener('hashchange', read)
      forget()
    }
  }, [])
}
