// The transcripts that there are, read, for the tests of this folder.

import { readTranscripts } from '../processes/transcript-files.ts'
import { parseTranscript } from './transcript.ts'
import type { Transcript } from './transcript.ts'

export const transcriptFiles = readTranscripts()

export function readOrThrow(name: string, source: string): Transcript {
  const transcript = parseTranscript(name, source)
  if (!transcript.ok) throw new Error(transcript.error)
  return transcript.value
}

export const transcripts = transcriptFiles.map(({ name, text }) => readOrThrow(name, text))
