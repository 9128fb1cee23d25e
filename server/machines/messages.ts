// The messages of one partition, by offset 1, 2, 3...: the recent ones in memory, older ones sealed into
// segments. The offset is an own counter, never the Raft index: elections write entries too, and a consumer
// must not see holes.

import * as z from 'zod'
import type { Json, Offset } from '../../shared/ids.ts'
import type { StoredMessage } from '../../shared/protocol/queue.ts'
import { SEGMENT_LIMITS, Segments, keep, keptSchema, saveKept, segmentAt } from './segments.ts'
import type { Index, Kept, Run, SegmentLimits } from './segments.ts'

const savedSchema = z.strictObject({ ...Segments.shape, tail: keptSchema })

/** The sealed parts a reader has at hand, by name. */
export type PartsAtHand = ReadonlyMap<string, Run | Index>

/** What a read gave, or the name of the part it needs at hand to go on. */
export type Reading<T> =
  { readonly kind: 'read'; readonly value: T } | { readonly kind: 'needs'; readonly part: string }

export class Messages {
  static readonly schema = savedSchema
  readonly segments: Segments
  readonly #limits: SegmentLimits
  /** Behind the last segment, not yet sealed. */
  #tail: Kept[] = []
  #tailBytes = 0

  constructor(limits: SegmentLimits = SEGMENT_LIMITS) {
    this.#limits = limits
    this.segments = new Segments(limits.perIndex)
  }

  /** Offset of the newest message; 0 while there is none. */
  get last(): Offset {
    return this.segments.last + this.#tail.length
  }

  append(texts: readonly string[], producer: string, at: number): void {
    // Message by message: how they came in batches must not show in where segments end.
    for (const text of texts) {
      const kept = keep(text, producer, at)
      this.#tail.push(kept)
      this.#tailBytes += kept.bytes
      if (this.#tail.length >= this.#limits.messages || this.#tailBytes >= this.#limits.bytes) this.#seal()
    }
  }

  /** At most `max` messages from this offset on that take up no more than `maxBytes`: at least one if it exists. */
  read(from: Offset, max: number, maxBytes: number, atHand: PartsAtHand): Reading<StoredMessage[]> {
    const page: StoredMessage[] = []
    let bytes = 0
    for (let offset = from; page.length < max && offset <= this.last;) {
      const run = this.#runAt(offset, atHand)
      if (typeof run === 'string') return { kind: 'needs', part: run }
      for (const kept of run.list.slice(offset - run.first, offset - run.first + max - page.length)) {
        bytes += kept.bytes
        if (page.length > 0 && bytes > maxBytes) return { kind: 'read', value: page }
        page.push({ offset, message: kept.text, producerName: kept.producer, at: kept.at })
        offset += 1
      }
    }
    return { kind: 'read', value: page }
  }

  save(): Json {
    return { ...this.segments.save(), tail: saveKept(this.#tail) }
  }

  load(saved: z.infer<typeof savedSchema>): void {
    this.segments.load(saved)
    this.#tail = saved.tail.map(([text, producer, at]) => keep(text, producer, at))
    this.#tailBytes = this.#tail.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  #seal(): void {
    this.segments.seal(this.#tail)
    this.#tail = []
    this.#tailBytes = 0
  }

  #runAt(offset: Offset, atHand: PartsAtHand): Run | string {
    const sealed = this.segments.last
    if (offset > sealed) return { kind: 'run', first: sealed + 1, list: this.#tail }
    const name = this.segments.nameAt(offset)
    const part = atHand.get(name)
    if (part?.kind !== 'index') return part ?? name
    const segment = segmentAt(part, offset)
    const run = atHand.get(segment)
    return run?.kind === 'run' ? run : segment
  }
}
