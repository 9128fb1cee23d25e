// A transcript as it is written: a heading, and blocks. A block is prose, the commands that are given, a line
// `----` and what they print; prose may also stand between two blocks and then belongs to the next one. The heading
// says where the lesson stands in the course: `# elections 2: Asking before campaigning`.

import { assert } from '../../shared/assert.ts'
import { firstSentence } from '../../shared/first-sentence.ts'
import { TOPICS } from '../../shared/protocol/lessons.ts'
import type { Topic } from '../../shared/protocol/lessons.ts'

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
export const OUTCOME = '----'

export const isProse = (line: string): boolean => line.startsWith('#')

/** Parts of the file between empty lines. */
export const partsOf = (source: string): readonly string[] => source.trim().split(/\n\n+/)

export function parseTranscript(name: string, source: string): Transcript {
  const [heading = '', ...parts] = partsOf(source)
  const { topic, place, title } = HEADING.exec(heading)?.groups ?? {}
  const known = TOPICS.find((one) => one === topic)
  assert(
    known !== undefined && title !== undefined,
    () => `${name} begins with "${heading}", which is no heading: topic, number, colon, title`,
  )
  const blocks = blocksOf(parts)
  const sentence = firstSentence(blocks[0]?.words ?? '')
  return { name, topic: known, place: Number(place), title, sentence, blocks }
}

function blocksOf(parts: readonly string[]): readonly Block[] {
  const blocks: Block[] = []
  let words: string[] = []
  for (const part of parts) {
    const lines = part.split('\n')
    const end = lines.indexOf(OUTCOME)
    const head = end === -1 ? lines : lines.slice(0, end)
    words.push(...head.filter(isProse).map((line) => line.replace(/^# ?/, '')))
    const commands = head.filter((line) => !isProse(line))
    if (commands.length === 0) continue
    blocks.push({ words: words.join(' '), commands, outcome: end === -1 ? [] : lines.slice(end + 1) })
    words = []
  }
  return blocks
}
