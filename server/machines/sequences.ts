// Who may number on in a partition, and where: the memory that makes a produce happen once. The key is the
// producer's name; the later registration of a name owns it, so that two processes with one name cannot
// swallow each other's messages.

import * as z from 'zod'
import type { Json, LogIndex, Offset } from '../../shared/ids.ts'
import { failure } from '../../shared/protocol/failure.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { MAX_REMEMBERED_BATCHES } from '../../shared/protocol/limits.ts'
import type { AppendCommand, ClientSize } from '../../shared/protocol/queue.ts'
import { logIndexSchema } from '../../shared/protocol/request.ts'

const batchSchema = z.strictObject({
  sequence: z.int(),
  count: z.int(),
  offset: z.int(),
  index: logIndexSchema,
})

const producerSchema = z.strictObject({
  name: z.string(),
  /** The registration that used a sequence or claimed last; 0 while none has. */
  owner: z.int(),
  lastSequence: z.int(),
  count: z.int(),
  batches: z.array(batchSchema),
})

const savedSchema = z.strictObject({
  producers: z.array(producerSchema),
  /** Every registration that appended or claimed here, with its name. */
  names: z.array(z.tuple([z.int(), z.string()])),
})

type Batch = z.infer<typeof batchSchema>
export type ProducerState = z.infer<typeof producerSchema>

export type Verdict =
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** All of it is here already. */
  | { readonly kind: 'known' }
  /** The first `skip` messages are here already. */
  | { readonly kind: 'store'; readonly skip: number }

export class Sequences {
  static readonly schema = savedSchema
  readonly #producers = new Map<string, ProducerState>()
  readonly #names = new Map<number, string>()

  nameOf(producerId: number): string | undefined {
    return this.#names.get(producerId)
  }

  of(name: string): ProducerState {
    return this.#producers.get(name) ?? { name, owner: 0, lastSequence: 0, count: 0, batches: [] }
  }

  sizeOf(name: string): ClientSize {
    const { count, lastSequence } = this.of(name)
    return { count, lastSequence }
  }

  /** Looks, changes nothing. An older registration is refused before its numbers mean anything. */
  judge({ producer, sequence, messages }: AppendCommand): Verdict {
    const { owner, lastSequence } = this.of(producer.name)
    const claims = messages.length === 0
    if (!claims && sequence === undefined) return { kind: 'store', skip: 0 }
    if (producer.id < owner) return { kind: 'refused', failure: fenced(producer.name, owner) }
    if (claims || sequence === undefined) return { kind: 'store', skip: 0 }
    const expected = lastSequence + 1
    if (sequence > expected) return { kind: 'refused', failure: outOfSequence(sequence, expected) }
    if (sequence + messages.length <= expected) return { kind: 'known' }
    return { kind: 'store', skip: expected - sequence }
  }

  /** Notes that `stored` messages of this command now lie from `offset` on. */
  note(
    { producer, sequence, messages }: AppendCommand,
    stored: number,
    offset: Offset,
    index: LogIndex,
  ): void {
    const before = this.of(producer.name)
    const numbers = sequence !== undefined || messages.length === 0
    const numbered = sequence === undefined ? 0 : stored
    const batch = { sequence: before.lastSequence + 1, count: numbered, offset, index }
    this.#names.set(producer.id, producer.name)
    this.#producers.set(producer.name, {
      name: producer.name,
      owner: numbers ? producer.id : before.owner,
      lastSequence: before.lastSequence + numbered,
      count: before.count + stored,
      batches: numbered === 0 ? before.batches : [...before.batches, batch].slice(-MAX_REMEMBERED_BATCHES),
    })
  }

  save(): Json {
    return {
      producers: [...this.#producers.values()].map((producer) => ({
        ...producer,
        batches: [...producer.batches],
      })),
      names: [...this.#names],
    }
  }

  load(saved: z.infer<typeof savedSchema>): void {
    this.#producers.clear()
    this.#names.clear()
    for (const producer of saved.producers) this.#producers.set(producer.name, producer)
    for (const [id, name] of saved.names) this.#names.set(id, name)
  }
}

/** Where the message with this sequence lies, and which entry stored it; null if that is forgotten. */
export function placeOf(
  batches: readonly Batch[],
  sequence: number,
): { offset: Offset; index: LogIndex } | null {
  const batch = batches.find((each) => sequence >= each.sequence && sequence < each.sequence + each.count)
  return batch === undefined ? null : { offset: batch.offset + sequence - batch.sequence, index: batch.index }
}

const fenced = (name: string, owner: number): Failure =>
  failure('producer-fenced', `producer ${owner} registered as ${name} later and numbers on here`, {
    producer_id: owner,
  })

const outOfSequence = (sequence: number, expected: number): Failure =>
  failure('out-of-sequence', `sequence ${sequence} leaves a gap, ${expected} is the next`, { expected })
