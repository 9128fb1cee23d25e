// The transcripts as they lie in their folder, for tests: the folder of lessons itself reads no files.

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TranscriptFile } from './shelf.ts'

export const FOLDER = join(import.meta.dirname, '../raft/transcripts')

export const transcriptFiles: readonly TranscriptFile[] = readdirSync(FOLDER).map((file) => ({
  name: file.replace(/\.txt$/, ''),
  text: readFileSync(join(FOLDER, file), 'utf8'),
}))
