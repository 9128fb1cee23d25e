// A partition in a few lines: how many messages, where each producer numbers on, how far each consumer is.

import type { Json, LogIndex } from '../../../shared/ids.ts'
import { MAX_REMEMBERED_BATCHES, MAX_REMEMBERED_CONSUMES } from '../../../shared/protocol/limits.ts'
import { partitionCommandSchema } from '../../../shared/protocol/queue.ts'
import type { AppendCommand, ConsumeCommand } from '../../../shared/protocol/queue.ts'
import { assert } from '../../../shared/assert.ts'
import { done, refused } from './expected.ts'
import type { Expected, Model } from './expected.ts'

interface Stored {
  readonly sequence: number
  readonly offset: number
  readonly index: LogIndex
}

interface Take {
  readonly id: string
  readonly value: Json
  readonly index: LogIndex
}

export class PartitionModel implements Model {
  readonly messages: string[] = []
  readonly #producers = new Map<string, Stored[]>()
  readonly #takes = new Map<number, Take[]>()
  readonly #offsets = new Map<number, number>()

  apply(json: unknown, index: LogIndex): Expected {
    const command = partitionCommandSchema.parse(json)
    assert(command.op !== 'setOffset', 'the simulated clients set no offsets')
    return command.op === 'append' ? this.#append(command, index) : this.#consume(command, index)
  }

  /** Simulated producers send one message at a time. */
  #append({ producer, sequence, messages }: AppendCommand, index: LogIndex): Expected {
    const batches = this.#producers.get(producer.name) ?? []
    this.#producers.set(producer.name, batches)
    if (sequence === undefined) return done(this.#store(messages, batches.length), index)
    if (sequence > batches.length + 1) return refused('out-of-sequence', index)
    const known = batches[sequence - 1]
    if (known === undefined) {
      const value = this.#store(messages, sequence)
      batches.push({ sequence, offset: this.messages.length, index })
      return done(value, index)
    }
    const isRemembered = sequence > batches.length - MAX_REMEMBERED_BATCHES
    const offset = isRemembered ? known.offset : null
    const value = { offset, last: offset, count: 1, stored: 0, lastSequence: batches.length }
    return { ok: true, value, index: isRemembered ? known.index : index, duplicate: true }
  }

  #store(messages: readonly string[], lastSequence: number): Json {
    const count = messages.length
    const offset = this.messages.length + 1
    this.messages.push(...messages)
    return { offset, last: this.messages.length, count, stored: count, lastSequence }
  }

  #consume({ consumer, max, request }: ConsumeCommand, index: LogIndex): Expected {
    const takes = this.#takes.get(consumer) ?? []
    this.#takes.set(consumer, takes)
    const remembered = takes.slice(-MAX_REMEMBERED_CONSUMES)
    const known = remembered.find(({ id }) => id === request?.id)
    if (known !== undefined) return { ok: true, value: known.value, index: known.index, duplicate: true }
    const forgotten = takes.at(-MAX_REMEMBERED_CONSUMES - 1)?.index ?? 0
    if (request?.after !== undefined && request.after < forgotten) return refused('request-forgotten', index)
    const offset = this.#offsets.get(consumer) ?? 0
    const count = Math.min(max, this.messages.length - offset)
    if (count === 0) return refused('empty', index)
    this.#offsets.set(consumer, offset + count)
    const value = { from: offset + 1, count, offset: offset + count }
    if (request !== undefined) takes.push({ id: request.id, value, index })
    return done(value, index)
  }
}
