// Sealed segments: messages that will never change, kept as files beside the snapshot. Where a segment ends
// depends on the messages alone, so every replica cuts at the same places and writes the same bytes, and a
// replica that catches up fetches only the segments it lacks. Once the host holds a segment durably its text
// leaves memory, and whoever reads in it is told its name and brings the text.

import * as z from 'zod'
import { assert } from '../../shared/assert.ts'
import { crc32Of } from '../../shared/crc32.ts'
import type { Json, Offset } from '../../shared/ids.ts'
import type { PartMeta } from '../../shared/part-meta.ts'
import { utf8Length } from '../../shared/utf8.ts'

export interface SegmentLimits {
  readonly messages: number
  readonly bytes: number
}

/** Small enough to travel between heartbeats in a few chunks, large enough that few files hold a long queue. */
export const SEGMENT_LIMITS: SegmentLimits = { messages: 1_000, bytes: 256 * 1024 }

/** One message as it is kept; its offset is its place. */
export interface Kept {
  readonly text: string
  readonly producer: string
  readonly at: number
  /** Length of the text as JSON in UTF-8, counted once: control characters are six bytes each there. */
  readonly bytes: number
}

/** An array per message keeps files small: text, producer name, at. */
export const keptSchema = z.array(z.tuple([z.string(), z.string(), z.number()]))

export const saveKept = (list: readonly Kept[]): [string, string, number][] =>
  list.map(({ text, producer, at }) => [text, producer, at])

export const keep = (text: string, producer: string, at: number): Kept => ({
  text,
  producer,
  at,
  bytes: utf8Length(JSON.stringify(text)),
})

/** Consecutive messages, the first of them at offset `first`. */
export interface Run {
  readonly first: Offset
  readonly list: readonly Kept[]
}

const textSchema = z.strictObject({ first: z.int().min(1), messages: keptSchema })

/** The messages of a sealed segment, from its text. */
export function parseSegment(text: string): Run {
  const { first, messages } = textSchema.parse(JSON.parse(text))
  return { first, list: messages.map(([message, producer, at]) => keep(message, producer, at)) }
}

const sealedSchema = z.strictObject({
  first: z.int().min(1),
  last: z.int().min(1),
  bytes: z.int(),
  crc: z.string(),
})
type Sealed = z.infer<typeof sealedSchema>

export class Segments {
  static readonly schema = z.array(sealedSchema)
  #sealed: Sealed[] = []
  readonly #texts = new Map<string, string>()

  /** Offset of the newest sealed message; 0 while there is none. */
  get last(): Offset {
    return this.#sealed.at(-1)?.last ?? 0
  }

  seal(list: readonly Kept[]): void {
    const first = this.last + 1
    const text = JSON.stringify({ first, messages: saveKept(list) })
    const sealed = { first, last: this.last + list.length, bytes: utf8Length(text), crc: crc32Of(text) }
    this.#sealed.push(sealed)
    this.#texts.set(nameOf(sealed), text)
  }

  /** Name of the segment that holds this message; it must be a sealed one. */
  nameAt(offset: Offset): string {
    let [low, high] = [0, this.#sealed.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#sealed[middle]?.last ?? 0) < offset) low = middle + 1
      else high = middle
    }
    const found = this.#sealed[low]
    assert(found !== undefined && found.first <= offset, () => `offset ${offset} is not sealed`)
    return nameOf(found)
  }

  parts(): PartMeta[] {
    return this.#sealed.map((sealed) => ({ name: nameOf(sealed), bytes: sealed.bytes, crc: sealed.crc }))
  }

  text(name: string): string | null {
    return this.#texts.get(name) ?? null
  }

  release(names: readonly string[]): void {
    for (const name of names) this.#texts.delete(name)
  }

  save(): Json {
    return this.#sealed.map((sealed) => ({ ...sealed }))
  }

  load(saved: readonly Sealed[]): void {
    this.#sealed = [...saved]
    this.#texts.clear()
  }
}

/** Digits of an offset in a name: names of segments sort as their messages do. */
const DIGITS = 12
const padded = (offset: Offset): string => String(offset).padStart(DIGITS, '0')
const nameOf = ({ first, last }: Pick<Sealed, 'first' | 'last'>): string =>
  `seg-${padded(first)}-${padded(last)}`
