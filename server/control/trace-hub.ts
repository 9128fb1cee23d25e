// Where all events come together: each gets the next `seq`, is folded into the view, kept in a ring for
// those who ask again, and handed to whoever listens. Nothing here waits, so no node ever waits for it.

import type { ClusterView } from '../../shared/cluster-view.ts'
import type { NodeEvent, TraceBody, TraceEvent } from '../../shared/trace.ts'
import { fold } from '../../shared/cluster-fold.ts'
import { EMPTY_VIEW } from '../../shared/cluster-view.ts'

/** Some minutes of a quiet cluster; older ones are in the journal. */
const RING_EVENTS = 50_000
/** The ring is cut in slices: cutting one event at a time would copy it each time. */
const RING_SLICE = 5_000

export interface HubTime {
  now(): number
  wallNow(): number
}

export type Listener = (event: TraceEvent) => void

export class TraceHub {
  readonly #time: HubTime
  readonly #listeners: Listener[] = []
  #ring: TraceEvent[] = []
  #view: ClusterView = EMPTY_VIEW
  #seq = 0
  #unreadable = 0
  /** Events that a listener made out of the one it is hearing: they come after it, for everybody. */
  #made: NodeEvent[] | null = null

  constructor(time: HubTime) {
    this.#time = time
  }

  get view(): ClusterView {
    return this.#view
  }
  get seq(): number {
    return this.#seq
  }
  /** Events that could not be folded, ever. */
  get unreadable(): number {
    return this.#unreadable
  }
  get oldest(): number {
    return this.#ring[0]?.seq ?? this.#seq + 1
  }

  listen(listener: Listener): void {
    this.#listeners.push(listener)
  }

  /** An event of the control server's own. Its number: listeners may have told more behind it. */
  emit(body: TraceBody, cause: string | null): number {
    const seq = this.#seq + 1
    this.take({ ...body, at: this.#time.now(), wallAt: this.#time.wallNow(), cause })
    return seq
  }

  /** An event as a node stamped it. One that cannot be understood is counted and left out. */
  take(event: NodeEvent): void {
    if (this.#made !== null) {
      this.#made.push(event)
      return
    }
    const made: NodeEvent[] = []
    this.#made = made
    this.#tell(event)
    this.#made = null
    for (const next of made) this.take(next)
  }

  #tell(event: NodeEvent): void {
    const numbered: TraceEvent = { ...event, seq: this.#seq + 1 }
    try {
      // Events of several processes arrive a little out of order; the view's clock only moves on.
      const { at, wallAt } = this.#view
      const view = fold(this.#view, numbered)
      this.#view = { ...view, at: Math.max(at, view.at), wallAt: Math.max(wallAt, view.wallAt) }
    } catch {
      this.#unreadable += 1
      return
    }
    this.#seq = numbered.seq
    this.#ring.push(numbered)
    if (this.#ring.length >= RING_EVENTS + RING_SLICE) this.#ring = this.#ring.slice(RING_SLICE)
    for (const listener of this.#listeners) listener(numbered)
  }

  /** Events with `seq > after`, in order, without gaps. Null when some of them are gone. */
  read(after: number, limit: number): readonly TraceEvent[] | null {
    if (after < this.oldest - 1) return null
    const from = after - this.oldest + 1
    return this.#ring.slice(from, from + limit)
  }
}
