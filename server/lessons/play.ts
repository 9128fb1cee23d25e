// Plays transcripts, and compares what each of their blocks prints with what is written. Whoever looks on sees the
// cluster as well as the script, and changes neither.

import { InvariantError } from '../../shared/assert.ts'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'
import type { Onlooker } from '../raft/stepped/onlooker.ts'
import type { Message } from '../raft/types.ts'
import { Stage } from './stage.ts'
import { parseTranscript } from './transcript.ts'
import type { Block, Transcript } from './transcript.ts'

/** Whoever shows a transcript is told of its script too, beside what happens in its cluster. */
export interface Audience extends Onlooker {
  blockBegins(block: Block): void
  commandBegins(verb: string): void
  /** The messages that nobody has delivered yet. */
  commandEnds(wire: readonly Message[]): void
  blockEnds(): void
}

/** What each block prints, line by line. */
export type Printed = readonly (readonly string[])[]

/** What it prints; else the command that cannot be carried out, and why. */
export function play(
  { name, blocks }: Transcript,
  audience: Audience | null = null,
): Result<Printed, string> {
  const stage = new Stage(audience)
  const printed: string[][] = []
  for (const block of blocks) {
    audience?.blockBegins(block)
    const lines: string[] = []
    printed.push(lines)
    for (const line of block.commands) {
      audience?.commandBegins(line.split(' ')[0] ?? '')
      const said = carriedOut(stage, line)
      if (!said.ok) return err(`${name}, block ${printed.length}, "${line}": ${said.error}`)
      lines.push(...said.value)
      audience?.commandEnds(stage.cluster.wire)
    }
    audience?.blockEnds()
  }
  return ok(printed)
}

/** The cores of a story hold nobody's data: what breaks among them is told to whoever wrote it, and ends nothing else. */
function carriedOut(stage: Stage, line: string): Result<readonly string[], string> {
  try {
    return ok(stage.run(line))
  } catch (error) {
    if (error instanceof InvariantError) return err(error.message)
    throw error
  }
}

/** Null: it prints what is written. */
export function firstDifference({ name, blocks }: Transcript, printed: Printed): string | null {
  for (const [at, { outcome }] of blocks.entries()) {
    const now = printed[at] ?? []
    const line = outcome.findIndex((text, place) => text !== now[place])
    if (line === -1 && now.length <= outcome.length) continue
    const [is, was] = [now[line === -1 ? outcome.length : line], outcome[line]]
    return `${name}, block ${at + 1}: it prints "${is ?? 'nothing more'}" where "${was ?? 'nothing more'}" is written`
  }
  return null
}

/** Null: it can be read and played, and prints what is written. */
export function whatIsWrong(name: string, source: string): string | null {
  const transcript = parseTranscript(name, source)
  if (!transcript.ok) return transcript.error
  const printed = play(transcript.value)
  return printed.ok ? firstDifference(transcript.value, printed.value) : printed.error
}
