// The lessons that the control server has: which there are, and each as a recording. They are asked for when
// somebody looks for them, never with the page.

import type { LessonFacts } from '../../shared/protocol/lessons.ts'
import { TOPICS } from '../../shared/protocol/lessons.ts'
import type { Result } from '../../shared/result.ts'
import { err, ok } from '../../shared/result.ts'

/** A lesson is made anew for each who asks, within some milliseconds. */
const ANSWER_MS = 15_000

export async function getLessons(): Promise<Result<readonly LessonFacts[], string>> {
  const answer = await ask('/api/lessons')
  if (!answer.ok) return answer
  const body: unknown = await answer.value.json().catch(() => null)
  const lessons = typeof body === 'object' && body !== null && 'lessons' in body ? body.lessons : null
  return Array.isArray(lessons) && lessons.every(isFacts) ? ok(lessons) : err(NO_LESSONS)
}

/** Its events, line by line. */
export async function getLesson(name: string): Promise<Result<Blob, string>> {
  const answer = await ask(`/api/lessons/${encodeURIComponent(name)}`)
  if (!answer.ok) return answer
  const text = await answer.value.blob().catch(() => null)
  return text === null ? err(NO_ANSWER) : ok(text)
}

export const NO_ANSWER = 'the control server cannot be reached'
const NO_LESSONS = 'the control server has no lessons: it is older than this page'

async function ask(path: string): Promise<Result<Response, string>> {
  try {
    const response = await fetch(path, { signal: AbortSignal.timeout(ANSWER_MS) })
    return response.ok ? ok(response) : err(await refusal(response))
  } catch {
    return err(NO_ANSWER)
  }
}

async function refusal(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null)
  const hasWords = typeof body === 'object' && body !== null && 'message' in body
  return hasWords && typeof body.message === 'string' ? body.message : NO_LESSONS
}

const TEXTS = ['name', 'title', 'sentence'] as const
const COUNTS = ['steps', 'replicas'] as const

function isFacts(value: unknown): value is LessonFacts {
  if (typeof value !== 'object' || value === null) return false
  const fields = new Map<string, unknown>(Object.entries(value))
  return (
    TOPICS.some((topic) => topic === fields.get('topic')) &&
    TEXTS.every((name) => typeof fields.get(name) === 'string') &&
    COUNTS.every((name) => typeof fields.get(name) === 'number')
  )
}
