// Plays transcripts: what each of their blocks prints now, and the same file with that in it. Whoever looks on sees the
// cluster as well as the script, and changes neither.

import { OUTCOME, isProse, partsOf } from './transcript.ts'
import type { Block, Transcript } from './transcript.ts'
import type { Onlooker } from '../raft/stepped/onlooker.ts'
import type { Message } from '../raft/types.ts'
import { Stage } from './stage.ts'

/** Whoever shows a transcript is told of its script too, beside what happens in its cluster. */
export interface Audience extends Onlooker {
  blockBegins(block: Block): void
  commandBegins(verb: string): void
  /** The messages that nobody has delivered yet. */
  commandEnds(wire: readonly Message[]): void
  blockEnds(): void
}

/** What each block prints, line by line. */
export function play(
  { blocks }: Transcript,
  audience: Audience | null = null,
): readonly (readonly string[])[] {
  const stage = new Stage(audience)
  return blocks.map((block) => {
    audience?.blockBegins(block)
    const printed = block.commands.flatMap((line) => {
      audience?.commandBegins(line.split(' ')[0] ?? '')
      const lines = stage.run(line)
      audience?.commandEnds(stage.cluster.wire)
      return lines
    })
    audience?.blockEnds()
    return printed
  })
}

/** The whole file again, with the text that its commands print now. */
export function rewritten(source: string): string {
  const stage = new Stage()
  return `${partsOf(source)
    .map((part) => rewrittenPart(stage, part))
    .join('\n\n')}\n`
}

function rewrittenPart(stage: Stage, part: string): string {
  const [head = ''] = part.split(`\n${OUTCOME}`)
  const lines = head.split('\n')
  if (lines.every(isProse)) return head
  const printed = lines.filter((line) => !isProse(line)).flatMap((line) => stage.run(line))
  return [...lines, OUTCOME, ...printed].join('\n')
}
