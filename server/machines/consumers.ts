// How far each consumer is in a partition. Taking a message moves it through the partition's own log, so a
// consumer goes on at the right message whichever broker dies. Its last few requests are kept: a repeat
// gets the same messages, even where two processes share one consumer.

import * as z from 'zod'
import type { Json, LogIndex, Offset, RequestId } from '../../shared/ids.ts'
import type { Failure } from '../../shared/protocol/failure.ts'
import { MAX_REMEMBERED_CONSUMES } from '../../shared/protocol/limits.ts'
import { logIndexSchema } from '../../shared/protocol/request.ts'
import type { Request } from '../../shared/protocol/request.ts'
import { forgottenFailure } from './requests.ts'

const takenSchema = z.strictObject({
  id: z.string(),
  index: logIndexSchema,
  from: z.int(),
  count: z.int(),
})

const consumerSchema = z.strictObject({
  id: z.int(),
  offset: z.int(),
  /** Index of the newest request that is no longer in `taken`. */
  forgotten: logIndexSchema,
  taken: z.array(takenSchema),
})

const savedSchema = z.array(consumerSchema)

/** What one request took. */
export interface Taken {
  readonly id: RequestId
  readonly index: LogIndex
  readonly from: Offset
  readonly count: number
}

interface ConsumerState {
  readonly id: number
  readonly offset: Offset
  readonly forgotten: LogIndex
  readonly taken: readonly Taken[]
}

export type Recalled =
  | { readonly kind: 'new' }
  | { readonly kind: 'taken'; readonly taken: Taken }
  | { readonly kind: 'forgotten'; readonly failure: Failure }

export class Consumers {
  static readonly schema = savedSchema
  readonly #byId = new Map<number, ConsumerState>()

  knows(id: number): boolean {
    return this.#byId.has(id)
  }

  /** 0 for one that has taken nothing, and for one never met: both begin at the first message. */
  offsetOf(id: number): Offset {
    return this.#of(id).offset
  }

  recall(id: number, request: Request): Recalled {
    const { taken, forgotten } = this.#of(id)
    const known = taken.find((each) => each.id === request.id)
    if (known !== undefined) return { kind: 'taken', taken: known }
    const gone = forgottenFailure(request, forgotten)
    return gone === null ? { kind: 'new' } : { kind: 'forgotten', failure: gone }
  }

  take(id: number, count: number, request: Request | undefined, index: LogIndex): Taken {
    const before = this.#of(id)
    const taken = { id: request?.id ?? '', index, from: before.offset + 1, count }
    const moved = { ...before, offset: before.offset + count }
    this.#byId.set(id, request === undefined ? moved : remember(moved, taken))
    return taken
  }

  setOffset(id: number, offset: Offset): void {
    this.#byId.set(id, { ...this.#of(id), offset })
  }

  save(): Json {
    return [...this.#byId.values()].map((consumer) => ({
      ...consumer,
      taken: consumer.taken.map((each) => ({ ...each })),
    }))
  }

  load(saved: z.infer<typeof savedSchema>): void {
    this.#byId.clear()
    for (const consumer of saved) this.#byId.set(consumer.id, consumer)
  }

  #of(id: number): ConsumerState {
    return this.#byId.get(id) ?? { id, offset: 0, forgotten: 0, taken: [] }
  }
}

function remember(consumer: ConsumerState, newest: Taken): ConsumerState {
  const all = [...consumer.taken, newest]
  const dropped = all.length > MAX_REMEMBERED_CONSUMES ? all[0] : undefined
  if (dropped === undefined) return { ...consumer, taken: all }
  return { ...consumer, taken: all.slice(1), forgotten: dropped.index }
}
