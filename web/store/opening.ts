// A file on its way to become a recording: how far it is read, or why it cannot be played. What is drawn stays
// until the new recording is whole.

import { create, createStore } from 'zustand'
import { openTape } from './replay.ts'
import type { TapeFile } from './tape/read-file.ts'
import { readFile } from './tape/read-file.ts'

export type Opening =
  | { readonly kind: 'idle' }
  /** `share` from 0 to 1. */
  | { readonly kind: 'reading'; readonly name: string; readonly share: number }
  | { readonly kind: 'refused'; readonly sentence: string }

const IDLE: Opening = { kind: 'idle' }

export const useOpening = create<{ readonly opening: Opening }>()(() => ({ opening: IDLE }))

/** Of the file that is read now. */
const reading = createStore<{ readonly stop: AbortController | null }>()(() => ({ stop: null }))

const tell = (opening: Opening): void => useOpening.setState({ opening })

/** Another file that is still read is given up. */
export async function openFile(file: TapeFile): Promise<void> {
  reading.getState().stop?.abort()
  const stop = new AbortController()
  reading.setState({ stop })
  const { name } = file
  tell({ kind: 'reading', name, share: 0 })
  const onProgress = (share: number): void => {
    if (!stop.signal.aborted) tell({ kind: 'reading', name, share })
  }
  const read = await readFile(file, { onProgress, signal: stop.signal })
  if (stop.signal.aborted) return
  tell(read.ok ? IDLE : { kind: 'refused', sentence: read.error })
  if (read.ok) openTape(read.value)
}

/** Stops reading, or takes note of the refusal. */
export function forgetOpening(): void {
  reading.getState().stop?.abort()
  tell(IDLE)
}
