// Lessons: transcripts of the consensus core as recordings. They need no cluster and change none, so whoever may watch
// may have them.

import type { Router } from 'express'
import type { LessonFacts } from '../../shared/protocol/lessons.ts'
import type { Result } from '../../shared/result.ts'
import { refuse, succeed } from './answering.ts'
import { notFound, refusal } from './refusal.ts'

export interface Lessons {
  readonly list: () => readonly LessonFacts[]
  /** A recording, line by line, or why it cannot be made; null: there is no such lesson. */
  readonly tape: (name: string) => Result<string, string> | null
}

/** Longer than any name of a lesson. */
const MAX_QUOTED = 64

export function addLessonRoutes(api: Router, lessons: Lessons): void {
  api.get('/lessons', (_request, response) => succeed(response, { lessons: lessons.list() }))
  api.get('/lessons/:name', ({ params }, response) => {
    const { name } = params
    // Whatever stands there is quoted in the refusal.
    const quoted = name.slice(0, MAX_QUOTED)
    const tape = lessons.tape(name)
    if (tape === null)
      return refuse(
        response,
        notFound('no-such-lesson', `there is no lesson ${quoted}: GET /api/lessons lists them`),
      )
    if (!tape.ok) return refuse(response, refusal(500, 'lesson-broken', tape.error))
    response.set('Content-Type', 'application/x-ndjson').send(tape.value)
  })
}
