// Where transcripts lie: in the sources, and so beside the bundle too, which is always made in the folder of the sources.

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TranscriptFile } from '../lessons/shelf.ts'

/** As far from here as from the bundle. */
const FOLDER = fileURLToPath(new URL('../../server/raft/transcripts', import.meta.url))
const ENDING = '.txt'

export const transcriptPath = (name: string): string => join(FOLDER, `${name}${ENDING}`)

export const readTranscripts = (): readonly TranscriptFile[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .map((name) => ({ name, text: readFileSync(transcriptPath(name), 'utf8') }))
