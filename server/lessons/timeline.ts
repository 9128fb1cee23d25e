// The events of a recording, each at its time. Most are told in order; that a message leaves is known only when it
// arrives, and is put where it belongs.

import { EMPTY_VIEW } from '../../shared/cluster-view.ts'
import { foldAll } from '../../shared/cluster-fold.ts'
import type { TraceBody, TraceEvent } from '../../shared/trace.ts'

interface Timed {
  readonly at: number
  readonly body: TraceBody
}

export class Timeline {
  #now = 0
  readonly #told: Timed[] = []
  /** So many of the first events say how everything stands when the recording begins. */
  #before = 0

  get now(): number {
    return this.#now
  }

  pass(ms: number): void {
    this.#now += ms
  }

  /** Never back. */
  passUntil(at: number): void {
    this.#now = Math.max(this.#now, at)
  }

  tell(body: TraceBody, at = this.#now): void {
    this.#told.push({ at, body })
  }

  /** Everything so far was there before. */
  begins(): void {
    this.#before = this.#told.length
  }

  /** Line by line: how it begins, and what happens then. */
  text(run: string): string {
    const events = [...this.#told.slice(0, this.#before), ...inOrder(this.#told.slice(this.#before))].map(
      ({ at, body }, place): TraceEvent => ({ ...body, seq: place + 1, at, wallAt: at, cause: null }),
    )
    const view = foldAll(EMPTY_VIEW, events.slice(0, this.#before))
    const keyframe = { kind: 'keyframe', run, seq: this.#before, view, verdict: null }
    return [keyframe, ...events.slice(this.#before)].map((line) => `${JSON.stringify(line)}\n`).join('')
  }
}

const inOrder = (told: readonly Timed[]): readonly Timed[] => told.toSorted((one, other) => one.at - other.at)
