// What a search finds among the lessons, which of them comes next, and what a line of a transcript is about.

import type { LessonFacts } from '../../../shared/protocol/lessons.ts'
import { TOPICS } from '../../../shared/protocol/lessons.ts'

export interface Topic {
  readonly name: string
  readonly lessons: readonly LessonFacts[]
}

const wordsOf = (typed: string): readonly string[] => typed.trim().toLowerCase().split(/\s+/)

/** Every word that was typed is somewhere in the title, the topic or the sentence. */
export function topicsOf(lessons: readonly LessonFacts[], typed: string): readonly Topic[] {
  const words = wordsOf(typed)
  const found = lessons.filter(({ title, topic, sentence }) => {
    const text = `${title} ${topic} ${sentence}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  return TOPICS.map((name) => ({ name, lessons: found.filter(({ topic }) => topic === name) })).filter(
    (topic) => topic.lessons.length > 0,
  )
}

/** The one that Enter opens: the first whose title says it all, else the first. */
export function bestOf(topics: readonly Topic[], typed: string): LessonFacts | null {
  const found = topics.flatMap(({ lessons }) => lessons)
  const words = wordsOf(typed)
  const named = found.find(({ title }) => words.every((word) => title.toLowerCase().includes(word)))
  return named ?? found[0] ?? null
}

/** The one behind it, in the order of the course; null behind the last. */
export function lessonAfter(lessons: readonly LessonFacts[], name: string): LessonFacts | null {
  const at = lessons.findIndex((one) => one.name === name)
  return at === -1 ? null : (lessons[at + 1] ?? null)
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`

/** A sentence that only repeats the title says nothing. */
export const saysMore = ({ title, sentence }: LessonFacts): boolean =>
  !title.startsWith(sentence.replace(/\.$/, ''))

/** How long it is, and how many take part. */
export const sizeWords = ({ steps, replicas }: LessonFacts): string =>
  replicas === 0 ? counted(steps, 'table') : `${counted(steps, 'step')}, ${counted(replicas, 'replica')}`

/** `arrives` and `acts` head what a replica `does` and `sends`; `shows` is state that somebody asked for. */
export type LineKind = 'arrives' | 'acts' | 'does' | 'sends' | 'shows'

export function kindOf(line: string): LineKind {
  if (line.startsWith('  > ')) return 'sends'
  if (line.startsWith('  ')) return 'does'
  if (/^n\d+>n\d+ /.test(line)) return 'arrives'
  return /^n\d+( disk)?$/.test(line) ? 'acts' : 'shows'
}
