// The lessons there are. Transcripts are read anew for whoever asks and played in some milliseconds, so that one who
// edits a transcript sees it at once.

import { TOPICS } from '../../shared/protocol/lessons.ts'
import type { LessonFacts } from '../../shared/protocol/lessons.ts'
import type { Result } from '../../shared/result.ts'
import { lessonTape } from './tape.ts'
import { parseTranscript } from './transcript.ts'
import type { Transcript } from './transcript.ts'

export interface TranscriptFile {
  /** Without what stands behind the dot. */
  readonly name: string
  readonly text: string
}

export interface Shelf {
  /** In the order of the course. One that cannot be read is not among them: whoever asks for it is told why. */
  readonly list: () => readonly LessonFacts[]
  /** A recording, line by line, or why the transcript cannot be played; null: there is no such lesson. */
  readonly tape: (name: string) => Result<string, string> | null
}

export function createShelf(read: () => readonly TranscriptFile[]): Shelf {
  return {
    list: () =>
      read()
        .map(({ name, text }) => parseTranscript(name, text))
        .flatMap((transcript) => (transcript.ok ? [transcript.value] : []))
        .toSorted(inOrder)
        .map(factsOf),
    tape(name) {
      const file = read().find((one) => one.name === name)
      if (file === undefined) return null
      const transcript = parseTranscript(name, file.text)
      return transcript.ok ? lessonTape(transcript.value) : transcript
    },
  }
}

const inOrder = (one: Transcript, other: Transcript): number =>
  TOPICS.indexOf(one.topic) - TOPICS.indexOf(other.topic) || one.place - other.place

const factsOf = (transcript: Transcript): LessonFacts => {
  const { name, title, topic, sentence, blocks } = transcript
  return { name, title, topic, sentence, steps: blocks.length, replicas: replicasOf(transcript) }
}

/** Those of its cluster, and those that are started later. */
function replicasOf({ blocks }: Transcript): number {
  const commands = blocks.flatMap((block) => block.commands.map((line) => line.split(' ')))
  const size = commands.find(([verb]) => verb === 'cluster')?.[1] ?? '0'
  return Number(size) + commands.filter(([verb]) => verb === 'start').length
}
