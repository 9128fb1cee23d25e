// Sealed segments: messages that will never change, kept as files beside the snapshot. Where a segment ends
// depends on the messages alone, so every replica cuts at the same places and writes the same bytes, and a
// replica that catches up fetches only the segments it lacks. Once the host holds a segment durably its text
// leaves memory, and whoever reads in it is told its name and brings the text. Each full run of segments is named
// by an index, a part as well, and cut as they are: memory and snapshots know indexes and the newest segments.

import * as z from 'zod'
import { assert } from '../../shared/assert.ts'
import { crc32Of } from '../../shared/crc32.ts'
import type { Offset } from '../../shared/ids.ts'
import { indexName, indexOf, isIndex, partsIn } from '../../shared/part-index.ts'
import type { Part, PartMeta } from '../../shared/part-meta.ts'
import { utf8Length } from '../../shared/utf8.ts'

export interface SegmentLimits {
  readonly messages: number
  readonly bytes: number
  /** Segments that one index names. */
  readonly perIndex: number
}

/**
 * Small enough to travel between heartbeats in a few chunks, large enough that few files hold a long queue. Of a hundred
 * thousand segments a snapshot names 390 indexes and at most 255 segments: about the least of both together.
 */
export const SEGMENT_LIMITS: SegmentLimits = { messages: 1_000, bytes: 256 * 1024, perIndex: 256 }

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
  readonly kind: 'run'
  readonly first: Offset
  readonly list: readonly Kept[]
}

/** What an index names, in order. */
export interface Index {
  readonly kind: 'index'
  readonly parts: readonly PartMeta[]
}

const textSchema = z.strictObject({ first: z.int().min(1), messages: keptSchema })

/** A sealed part as readers need it, from its text. */
export function parsePart(name: string, text: string): Run | Index {
  if (isIndex({ name })) return { kind: 'index', parts: partsIn(text) }
  const { first, messages } = textSchema.parse(JSON.parse(text))
  return { kind: 'run', first, list: messages.map(([message, producer, at]) => keep(message, producer, at)) }
}

const sealedSchema = z.strictObject({
  first: z.int().min(1),
  last: z.int().min(1),
  bytes: z.int(),
  crc: z.string(),
})
/** A segment, or an index over the messages of its segments. */
type Sealed = z.infer<typeof sealedSchema>

const savedShape = {
  /** A snapshot that was taken before there were indexes names segments only. */
  indexes: z.array(sealedSchema).default([]),
  sealed: z.array(sealedSchema),
}
type Saved = { readonly [K in keyof typeof savedShape]: z.infer<(typeof savedShape)[K]> }

export class Segments {
  static readonly shape = savedShape
  readonly #perIndex: number
  #indexes: Sealed[] = []
  /** Behind the newest index. */
  #sealed: Sealed[] = []
  /** In the order in which they were sealed. */
  readonly #texts = new Map<string, Part>()

  constructor(perIndex: number) {
    this.#perIndex = perIndex
  }

  /** Offset of the newest sealed message; 0 while there is none. */
  get last(): Offset {
    return (this.#sealed.at(-1) ?? this.#indexes.at(-1))?.last ?? 0
  }

  seal(list: readonly Kept[]): void {
    const first = this.last + 1
    const text = JSON.stringify({ first, messages: saveKept(list) })
    const sealed = { first, last: this.last + list.length, bytes: utf8Length(text), crc: crc32Of(text) }
    this.#texts.set(segmentName(sealed), { meta: segmentMeta(sealed), text })
    this.#add(sealed)
  }

  /** Name of the segment that holds this sealed message, or of the index that names that segment. */
  nameAt(offset: Offset): string {
    const newest = this.#sealed[0]
    return newest !== undefined && newest.first <= offset
      ? segmentName(holding(this.#sealed, offset, ({ last }) => last))
      : indexName(spanOf(holding(this.#indexes, offset, ({ last }) => last)))
  }

  parts(): PartMeta[] {
    return [...this.#indexes.map(indexMeta), ...this.#sealed.map(segmentMeta)]
  }

  freshParts(): Part[] {
    return [...this.#texts.values()]
  }

  text(name: string): string | null {
    return this.#texts.get(name)?.text ?? null
  }

  release(names: readonly string[]): void {
    for (const name of names) this.#texts.delete(name)
  }

  save(): Saved {
    return { indexes: this.#indexes.map(copyOf), sealed: this.#sealed.map(copyOf) }
  }

  load({ indexes, sealed }: Saved): void {
    this.#indexes = [...indexes]
    this.#sealed = []
    this.#texts.clear()
    for (const segment of sealed) this.#add(segment)
  }

  /** Behind the last segment of a full run comes its index: also in the order in which they are written. */
  #add(segment: Sealed): void {
    this.#sealed.push(segment)
    const [first] = this.#sealed
    if (first === undefined || this.#sealed.length < this.#perIndex) return
    const span = { first: first.first, last: segment.last }
    const index = indexOf(spanOf(span), this.#sealed.map(segmentMeta))
    this.#texts.set(index.meta.name, index)
    this.#indexes.push({ ...span, bytes: index.meta.bytes, crc: index.meta.crc })
    this.#sealed = []
  }
}

/** The segment that holds this message, out of those that an index names. */
export const segmentAt = ({ parts }: Index, offset: Offset): string =>
  holding(parts, offset, ({ name }) => Number(name.slice(-DIGITS))).name

/** Of consecutive ones the first that ends at this offset or behind it. */
function holding<T>(list: readonly T[], offset: Offset, lastOf: (one: T) => Offset): T {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const one = list[middle]
    if (one !== undefined && lastOf(one) < offset) low = middle + 1
    else high = middle
  }
  const found = list[low]
  assert(found !== undefined, () => `offset ${offset} is not sealed`)
  return found
}

/** Digits of an offset in a name: names of segments sort as their messages do. */
const DIGITS = 12
type Span = Pick<Sealed, 'first' | 'last'>
const padded = (offset: Offset): string => String(offset).padStart(DIGITS, '0')
const spanOf = ({ first, last }: Span): string => `${padded(first)}-${padded(last)}`
const segmentName = (span: Span): string => `seg-${spanOf(span)}`
const segmentMeta = (sealed: Sealed): PartMeta => metaOf(segmentName(sealed), sealed)
const indexMeta = (index: Sealed): PartMeta => metaOf(indexName(spanOf(index)), index)
const copyOf = (sealed: Sealed): Sealed => ({ ...sealed })
const metaOf = (name: string, { bytes, crc }: Sealed): PartMeta => ({ name, bytes, crc })
