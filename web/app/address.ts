// View and focus in the address, so that a link shows another person the same thing:
// `#view=group&group=orders/0&node=broker-2`; and a lesson with its step: `#lesson=figure-8&step=3`, or with `t`,
// a moment of it in seconds.

import type { GroupName } from '../../shared/ids.ts'
import type { Focus, MainViewName } from '../store/focus.ts'
import { MAIN_VIEWS } from '../store/focus.ts'

export interface Address {
  /** Null: the address leaves it open. */
  readonly view: MainViewName | null
  readonly group: GroupName | null
  readonly focus: Focus | null
  readonly lesson: LessonAddress | null
}

export interface LessonAddress {
  readonly name: string
  /** From 1; null: from its beginning. */
  readonly step: number | null
  /** Milliseconds since it begins. Read and never written: whoever links to a moment writes it by hand. */
  readonly time: number | null
}

export function writeAddress({ view, group, focus, lesson }: Address): string {
  const parts: string[] = []
  if (lesson !== null) parts.push(`lesson=${escaped(lesson.name)}`)
  if (lesson !== null && lesson.step !== null) parts.push(`step=${lesson.step}`)
  if (view !== null) parts.push(`view=${view}`)
  if (group !== null) parts.push(`group=${escaped(group)}`)
  if (focus?.kind === 'node') parts.push(`node=${escaped(focus.node)}`)
  if (focus?.kind === 'link') parts.push(`link=${escaped(`${focus.from}>${focus.to}`)}`)
  return `#${parts.join('&')}`
}

/**
 * As browsers give it back, so that an address that says the same is known to be the same, and is not written again
 * with every frame of a lesson. The slash of a partition may stay.
 */
const escaped = (name: string): string => encodeURIComponent(name).replaceAll('%2F', '/')

/** Anything unreadable is left out: an old link still opens the page. */
export function readAddress(hash: string): Address {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const view = MAIN_VIEWS.find((one) => one === fields.get('view')) ?? null
  return { view, group: fields.get('group'), focus: readFocus(fields), lesson: readLesson(fields) }
}

function readFocus(fields: URLSearchParams): Focus | null {
  const node = fields.get('node')
  if (node !== null && node !== '') return { kind: 'node', node }
  const [from, to] = (fields.get('link') ?? '').split('>')
  if (from === undefined || to === undefined || from === '' || to === '') return null
  return { kind: 'link', from, to }
}

const SECOND = 1_000

function readLesson(fields: URLSearchParams): LessonAddress | null {
  const name = fields.get('lesson')
  if (name === null || name === '') return null
  const step = Number(fields.get('step') ?? 0)
  const seconds = Number(fields.get('t') ?? -1)
  return {
    name,
    step: Number.isInteger(step) && step > 0 ? step : null,
    time: seconds >= 0 ? seconds * SECOND : null,
  }
}
