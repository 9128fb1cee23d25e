// Lines of a file, one after the other, become a recording, or a sentence that says which line is in the way.
// Every event is folded once while it is read: what the fold cannot take is found here and not while playing.
// The first line is a key frame; the journal of a cluster has one more wherever its next file began.

import type { ClusterView } from '../../../shared/cluster-view.ts'
import { EMPTY_VIEW } from '../../../shared/cluster-view.ts'
import type { Result } from '../../../shared/result.ts'
import { err, ok } from '../../../shared/result.ts'
import { isStory } from '../../../shared/story.ts'
import type { TraceEvent } from '../../../shared/trace.ts'
import type { Mark } from './marks.ts'
import { markOf } from './marks.ts'
import type { Lesson, Place, Tape } from './tape.ts'
import { KEYFRAME_EVERY, advance } from './tape.ts'
import type { Sent } from './tape-flights.ts'
import { sentOf } from './tape-flights.ts'

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The view is what the fold makes, written down by this program as it was then. */
const isView = (value: unknown): value is Partial<ClusterView> =>
  isFields(value) &&
  ['seq', 'at', 'wallAt'].every((name) => typeof value[name] === 'number') &&
  ['nodes', 'groups', 'links'].every((name) => isTable(value[name]))

const isTable = (value: unknown): boolean => isFields(value) && Object.values(value).every(isFields)

/** A part the view did not have yet is empty; so are words that were not kept as lists. */
function viewOf(written: Partial<ClusterView>): ClusterView {
  const view = { ...EMPTY_VIEW, ...written }
  const groups = Object.entries(view.groups).map(([name, group]) => {
    const { labels, offsets } = group
    return [name, { ...group, labels: listOrEmpty(labels), offsets: listOrEmpty(offsets) }] as const
  })
  return { ...view, groups: Object.fromEntries(groups) }
}

const listOrEmpty = <T>(list: readonly T[]): readonly T[] => (Array.isArray(list) ? list : [])

const isStamped = (value: Fields): boolean =>
  typeof value['kind'] === 'string' &&
  ['seq', 'at', 'wallAt'].every((name) => Number.isFinite(value[name]) && Number(value[name]) >= 0)

/** Whether the fold understands its kind and its fields is seen by folding it. */
const isEvent = (value: Fields): value is Fields & TraceEvent => isStamped(value)

export class TapeReader {
  readonly #name: string
  #run = ''
  #verdict: string | null = null
  #view: ClusterView | null = null
  /** Null: with the first event, as nothing was known before it. */
  #begins: number | null = null
  #line = 0
  #lost = 0
  /** The last line and why it could not be read: a file whose writer was ended may end in half a line. */
  #torn: string | null = null
  readonly #events: TraceEvent[] = []
  readonly #times: number[] = []
  readonly #keyframes: ClusterView[] = []
  readonly #story: Place[] = []
  readonly #marks: Mark[] = []
  readonly #sent: Sent[] = []

  constructor(name: string) {
    this.#name = name
  }

  /** Null: it was understood, so far. */
  line(text: string): string | null {
    this.#line += 1
    if (text.trim() === '') return null
    if (this.#torn !== null) return this.#torn
    const value = parse(text)
    if (value === null) return this.#unreadable()
    if (this.#view === null) return this.#begin(value)
    if (value['kind'] === 'keyframe') return this.#anotherFile(value)
    if (value['kind'] === 'journalLost') {
      this.#lost += Number(value['count'])
      return null
    }
    return this.#event(value, this.#view)
  }

  finish(): Result<Tape, string> {
    const view = this.#view
    if (view === null) return err(this.#torn ?? this.#says('line 1: the file is empty'))
    if (this.#events.length === 0) return err(this.#says('there is no event behind its first line'))
    const length = this.#times.at(-1) ?? 0
    const place = this.#events.length
    if (this.#verdict !== null && this.#marks.at(-1)?.kind !== 'broken')
      this.#marks.push({ kind: 'broken', place, time: length })
    return ok({
      name: this.#name,
      run: this.#run,
      verdict: this.#verdict,
      events: this.#events,
      times: this.#times,
      length,
      keyframes: this.#keyframes,
      story: this.#story,
      marks: this.#marks,
      sent: this.#sent.toSorted((one, other) => one.sentAt - other.sentAt),
      notes: this.#notes(),
      lesson: this.#lesson(view),
    })
  }

  #begin(value: Fields): string | null {
    const { kind, run, view, verdict } = value
    if (kind !== 'keyframe' || typeof run !== 'string' || !isView(view))
      return this.#says('line 1 must be a key frame, as the simulator and the journal write it')
    this.#view = viewOf(view)
    this.#run = run
    this.#verdict = typeof verdict === 'string' ? verdict : null
    if (this.#view.seq > 0) this.#begins = this.#view.wallAt
    this.#keyframes.push(this.#view)
    return null
  }

  /** Files of one journal, put together: what it says is known already. */
  #anotherFile({ run }: Fields): string | null {
    return run === this.#run ? null : this.#says(`line ${this.#line}: here another recording begins`)
  }

  #event(value: Fields, view: ClusterView): string | null {
    if (!isEvent(value))
      return this.#says(`line ${this.#line} is no event: it lacks a kind, seq, at or wallAt`)
    if (value.seq <= view.seq)
      return this.#says(`line ${this.#line}: event ${value.seq} comes after event ${view.seq}`)
    try {
      this.#view = advance(view, value)
    } catch {
      return this.#says(
        `line ${this.#line}: an event ${JSON.stringify(value.kind)} like this is not known here`,
      )
    }
    this.#keep(value, this.#view)
    return null
  }

  #keep(event: TraceEvent, view: ClusterView): void {
    this.#begins ??= event.wallAt
    const place = this.#events.push(event)
    const time = Math.max(this.#times.at(-1) ?? 0, event.wallAt - this.#begins)
    this.#times.push(time)
    if (place % KEYFRAME_EVERY === 0) this.#keyframes.push(view)
    if (isStory(event)) this.#story.push(place)
    const kind = markOf(event)
    if (kind !== null) this.#marks.push({ kind, place, time })
    const sent = sentOf(event, this.#begins)
    if (sent !== null) this.#sent.push(sent)
  }

  /** In the middle it is an error, which the next line tells; at the end of the file only half a line. */
  #unreadable(): string | null {
    const says = this.#says(`line ${this.#line} is not JSON`)
    if (this.#view === null) return says
    this.#torn = says
    return null
  }

  #notes(): readonly string[] {
    const notes: string[] = []
    if (this.#torn !== null) notes.push(`its last line was cut off and is left out`)
    if (this.#lost > 0) notes.push(`${this.#lost} lines of it were lost while it was written`)
    return notes
  }

  #lesson({ lesson, nodes }: ClusterView): Lesson | null {
    if (lesson === null) return null
    const steps = this.#marks.filter(({ kind }) => kind === 'step')
    return { name: lesson.name, steps, hasCluster: Object.keys(nodes).length > 0 }
  }

  #says(what: string): string {
    return `${this.#name} cannot be played: ${what}.`
  }
}

function parse(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? value : null
  } catch {
    return null
  }
}
