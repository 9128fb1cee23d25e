// Which lessons there are, as far as this page has asked, and opening one of them by its name.

import { create } from 'zustand'
import { ok } from '../../shared/result.ts'
import type { LessonFacts } from '../../shared/protocol/lessons.ts'
import { getLesson, getLessons } from '../link/lessons-api.ts'
import { openTapeOf } from './opening.ts'

export type LessonList =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'asked' }
  | { readonly kind: 'known'; readonly lessons: readonly LessonFacts[] }
  | { readonly kind: 'failed'; readonly why: string }

export const useLessons = create<{ readonly list: LessonList }>()(() => ({ list: { kind: 'unknown' } }))

/** Asks once; after a failure again. */
export async function askLessons(): Promise<void> {
  const { kind } = useLessons.getState().list
  if (kind === 'asked' || kind === 'known') return
  useLessons.setState({ list: { kind: 'asked' } })
  const read = await getLessons()
  useLessons.setState({
    list: read.ok ? { kind: 'known', lessons: read.value } : { kind: 'failed', why: read.error },
  })
}

export const knownLessons = (list: LessonList): readonly LessonFacts[] =>
  list.kind === 'known' ? list.lessons : []

/** In words; its name until the list has come. */
export const titleOf = (list: LessonList, name: string): string =>
  knownLessons(list).find((one) => one.name === name)?.title ?? name

/** True when it is played. */
export async function openLesson(name: string): Promise<boolean> {
  void askLessons()
  const title = titleOf(useLessons.getState().list, name)
  return openTapeOf(title, async () => {
    const read = await getLesson(name)
    if (!read.ok) return read
    const { value } = read
    return ok({ name, size: value.size, stream: () => value.stream() })
  })
}
