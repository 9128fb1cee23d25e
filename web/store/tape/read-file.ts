// A file becomes a recording piece by piece, so that a large one does not freeze the page while it is read.

import type { Result } from '../../../shared/result.ts'
import { err } from '../../../shared/result.ts'
import { TapeReader } from './read-tape.ts'
import type { Tape } from './tape.ts'

const MB = 1024 * 1024
/** Eight files of a journal: some 250,000 events, a lesson and more. Events in memory take more than their text. */
export const MAX_TAPE_BYTES = 64 * MB
/** After so long the page may draw and hear keys; a line takes some microseconds. */
const REST_AFTER_MS = 30

/** What is needed of a browser's `File`. */
export interface TapeFile {
  readonly name: string
  readonly size: number
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>
}

export interface Reading {
  /** From 0 to 1. */
  readonly onProgress: (share: number) => void
  readonly signal: AbortSignal
}

export async function readFile(
  file: TapeFile,
  { onProgress, signal }: Reading,
): Promise<Result<Tape, string>> {
  const { name, size } = file
  if (size > MAX_TAPE_BYTES)
    return err(
      `${name} is too large: ${megabytes(size)}; at most ${megabytes(MAX_TAPE_BYTES)} can be played.`,
    )
  const reader = new TapeReader(name)
  const pieces = file.stream().getReader()
  const decoder = new TextDecoder()
  let rest = ''
  let read = 0
  try {
    for (;;) {
      const { done, value } = await pieces.read()
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true })
      const lines = rest.split('\n')
      rest = done ? '' : (lines.pop() ?? '')
      const wrong = await readLines(reader, lines, signal)
      if (wrong !== null) return err(wrong)
      if (done) return reader.finish()
      read += value.length
      onProgress(size === 0 ? 1 : read / size)
    }
  } catch {
    return err(`${name} can no longer be read from the disk.`)
  } finally {
    await pieces.cancel().catch(() => undefined)
  }
}

async function readLines(
  reader: TapeReader,
  lines: readonly string[],
  signal: AbortSignal,
): Promise<string | null> {
  let began = performance.now()
  for (const line of lines) {
    const wrong = reader.line(line)
    if (wrong !== null) return wrong
    if (performance.now() - began < REST_AFTER_MS) continue
    await new Promise((resolve) => setTimeout(resolve))
    began = performance.now()
    if (signal.aborted) return STOPPED
  }
  return signal.aborted ? STOPPED : null
}

const STOPPED = 'Reading was stopped.'
const megabytes = (size: number): string => `${Math.ceil(size / MB)} MB`
