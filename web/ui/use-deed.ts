// One asked-for thing and what became of it: shown beside the button that asked. The newest one wins.

import { useCallback, useEffect, useRef, useState } from 'react'
import type { Result } from '../../shared/result.ts'

export type Deed =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly text: string }
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'refused'; readonly text: string }

/** `what` while it runs ("killing broker-2"), `done` when it has taken effect, made from the answer if it says more. */
export type Perform = <Value>(
  what: string,
  done: string | ((answer: Value) => string),
  act: () => Promise<Result<Value, { readonly message: string }>>,
) => void

const IDLE: Deed = { kind: 'idle' }

export function useDeed(): { readonly deed: Deed; readonly perform: Perform; readonly forget: () => void } {
  const [deed, setDeed] = useState<Deed>(IDLE)
  const turn = useRef(0)
  useEffect(() => {
    const turns = turn
    // After unmounting nobody is left to tell.
    return () => {
      turns.current = -1
    }
  }, [])
  const perform = useCallback<Perform>((what, done, act) => {
    turn.current += 1
    const mine = turn.current
    const tell = (next: Deed): void => {
      if (turn.current === mine) setDeed(next)
    }
    setDeed({ kind: 'running', text: what })
    act().then(
      (result) => {
        if (!result.ok) tell({ kind: 'refused', text: result.error.message })
        else tell({ kind: 'done', text: typeof done === 'string' ? done : done(result.value) })
      },
      (error: unknown) => tell({ kind: 'refused', text: String(error) }),
    )
  }, [])
  const forget = useCallback(() => setDeed(IDLE), [])
  return { deed, perform, forget }
}
