// A transcript as it is written: a heading, and blocks. A block is prose, the commands that are given, a line
// `----` and what they print; prose may also stand between two blocks and then belongs to the next one. The heading
// says where the lesson stands in the course: `# elections 1: An election among three`.

import { firstSentence } from '../../shared/first-sentence.ts'
import { TOPICS } from '../../shared/protocol/lessons.ts'
import type { Topic } from '../../shared/protocol/lessons.ts'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'

export interface Block {
  /** The prose before its commands, as one text. */
  readonly words: string
  readonly commands: readonly string[]
  /** What is written that they print. */
  readonly outcome: readonly string[]
}

export interface Transcript {
  readonly name: string
  readonly topic: Topic
  /** Within its topic, from 1. */
  readonly place: number
  readonly title: string
  /** What it is about: the first sentence of its prose. */
  readonly sentence: string
  readonly blocks: readonly Block[]
}

const HEADING = /^# (?<topic>[a-z ]+) (?<place>\d+): (?<title>.+)$/
const OUTCOME = '----'

const isProse = (line: string): boolean => line.startsWith('#')

/** Parts of the file between empty lines. */
const partsOf = (source: string): readonly string[] => source.trim().split(/\n\n+/)

/** People write transcripts: one without a heading is told, and harms no other. */
export function parseTranscript(name: string, source: string): Result<Transcript, string> {
  const [heading = '', ...parts] = partsOf(source)
  const { topic, place, title } = HEADING.exec(heading)?.groups ?? {}
  const known = TOPICS.find((one) => one === topic)
  if (known === undefined || title === undefined)
    return err(`${name} begins with "${heading}", which is no heading: topic, number, colon, title`)
  const blocks = blocksOf(parts)
  const sentence = firstSentence(blocks[0]?.words ?? '')
  return ok({ name, topic: known, place: Number(place), title, sentence, blocks })
}

function blocksOf(parts: readonly string[]): readonly Block[] {
  const blocks: Block[] = []
  let words: string[] = []
  for (const part of parts) {
    const { prose, commands, outcome } = linesOf(part)
    words.push(...prose.map((line) => line.replace(/^# ?/, '')))
    if (commands.length === 0) continue
    blocks.push({ words: words.join(' '), commands, outcome })
    words = []
  }
  return blocks
}

function linesOf(part: string): Record<'prose' | 'commands' | 'outcome', readonly string[]> {
  const lines = part.split('\n')
  const end = lines.indexOf(OUTCOME)
  const head = end === -1 ? lines : lines.slice(0, end)
  return {
    prose: head.filter(isProse),
    commands: head.filter((line) => !isProse(line)),
    outcome: end === -1 ? [] : lines.slice(end + 1),
  }
}

/** The whole file again, with what its blocks print now. */
export function rewritten(source: string, printed: readonly (readonly string[])[]): string {
  const outcomes = printed.values()
  const parts = partsOf(source).map((part) => {
    const { prose, commands } = linesOf(part)
    if (commands.length === 0) return part
    return [...prose, ...commands, OUTCOME, ...(outcomes.next().value ?? [])].join('\n')
  })
  return `${parts.join('\n\n')}\n`
}
