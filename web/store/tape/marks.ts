// What stands out in a recording: the moments at which somebody was elected, ended, was troubled, or at which a
// promise was broken; and where a step of a lesson begins. One looks for these first.

import type { TraceEvent } from '../../../shared/trace.ts'
import type { Place } from './tape.ts'

export type MarkKind = 'step' | 'leader' | 'exit' | 'fault' | 'broken'

export interface Mark {
  readonly kind: MarkKind
  /** Behind the event. */
  readonly place: Place
  readonly time: number
}

export function markOf(event: TraceEvent): MarkKind | null {
  switch (event.kind) {
    case 'leader':
      return 'leader'
    case 'process':
      return event.what === 'exited' ? 'exit' : null
    case 'fault':
      return event.state === 'ended' ? null : 'fault'
    case 'invariant':
      return event.ok ? null : 'broken'
    case 'lesson':
      return 'step'
    default:
      return null
  }
}

export const nextMark = (marks: readonly Mark[], place: Place): Mark | null =>
  marks.find((mark) => mark.place > place) ?? null

export const markBefore = (marks: readonly Mark[], place: Place): Mark | null =>
  marks.findLast((mark) => mark.place < place) ?? null
