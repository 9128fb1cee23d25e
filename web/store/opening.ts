// A file, or a lesson of the server, on its way to become a recording: how far it is read, or why it cannot be
// played. What is drawn stays until the new recording is whole.

import { create, createStore } from 'zustand'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
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

export const openFile = (file: TapeFile): Promise<boolean> => openTapeOf(file.name, async () => ok(file))

/** Another one that is still read is given up. True when it is played. */
export async function openTapeOf(
  name: string,
  fetched: () => Promise<Result<TapeFile, string>>,
): Promise<boolean> {
  reading.getState().stop?.abort()
  const stop = new AbortController()
  reading.setState({ stop })
  tell({ kind: 'reading', name, share: 0 })
  const onProgress = (share: number): void => {
    if (!stop.signal.aborted) tell({ kind: 'reading', name, share })
  }
  const file = await fetched()
  const read = file.ok
    ? await readFile(file.value, { onProgress, signal: stop.signal })
    : err(`${name} cannot be opened: ${file.error}.`)
  if (stop.signal.aborted) return false
  tell(read.ok ? IDLE : { kind: 'refused', sentence: read.error })
  if (read.ok) openTape(read.value)
  return read.ok
}

/** Stops reading, or takes note of the refusal. */
export function forgetOpening(): void {
  reading.getState().stop?.abort()
  tell(IDLE)
}
