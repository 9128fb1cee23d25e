// The messages of one partition, all in memory, by offset 1, 2, 3... The offset is an own counter, never
// the Raft index: elections write entries too, and a consumer must not see holes.

import * as z from 'zod'
import type { Json, Offset } from '../../shared/ids.ts'
import { MAX_ANSWER_BYTES } from '../../shared/protocol/limits.ts'
import type { StoredMessage } from '../../shared/protocol/queue.ts'

/** An array per message keeps the snapshot small: text, producer name, at. */
const savedSchema = z.array(z.tuple([z.string(), z.string(), z.number()]))

interface Kept {
  readonly text: string
  readonly producer: string
  readonly at: number
  /** Length of the text as JSON in UTF-8, counted once. */
  readonly bytes: number
}

/** What a text takes up in an answer: control characters are six bytes each in JSON. */
const encodedLength = (text: string): number => utf8Length(JSON.stringify(text))

export class Messages {
  #kept: Kept[] = []

  /** Offset of the newest message; 0 while there is none. */
  get last(): Offset {
    return this.#kept.length
  }

  append(texts: readonly string[], producer: string, at: number): void {
    for (const text of texts) this.#kept.push({ text, producer, at, bytes: encodedLength(text) })
  }

  read(from: Offset, count: number): StoredMessage[] {
    return this.#kept.slice(from - 1, from - 1 + count).map(({ text, producer, at }, position) => ({
      offset: from + position,
      message: text,
      producerName: producer,
      at,
    }))
  }

  /** How many messages from this offset on, at most `max`, fit into one answer: at least one if it exists. */
  fitting(from: Offset, max: number): number {
    let [count, bytes] = [0, 0]
    while (count < max) {
      const next = this.#kept[from - 1 + count]
      if (next === undefined) break
      bytes += next.bytes
      if (count > 0 && bytes > MAX_ANSWER_BYTES) break
      count += 1
    }
    return count
  }

  save(): Json {
    return this.#kept.map(({ text, producer, at }) => [text, producer, at])
  }

  static readonly schema = savedSchema

  load(saved: z.infer<typeof savedSchema>): void {
    this.#kept = saved.map(([text, producer, at]) => ({ text, producer, at, bytes: encodedLength(text) }))
  }
}

/** A lone half of a surrogate pair is written as the replacement character: three bytes. */
export function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x80) bytes += 1
    else if (code < 0x800) bytes += 2
    else if (code < 0x10000) bytes += 3
    else bytes += 4
  }
  return bytes
}
