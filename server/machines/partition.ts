// One partition of a topic: its messages, how far each consumer is, and where each producer numbers on.
// Appending, taking and setting an offset are entries of one log, so every replica agrees on all three.

import * as z from 'zod'
import { assert, unreachable } from '../../shared/assert.ts'
import type { Json, LogIndex, Offset } from '../../shared/ids.ts'
import { MAX_ANSWER_BYTES } from '../../shared/protocol/limits.ts'
import { partitionCommandSchema } from '../../shared/protocol/queue.ts'
import type {
  AppendCommand,
  Appended,
  ClientSize,
  ConsumeCommand,
  Consumed,
  PartitionCommand,
  PartitionSize,
  Retrieved,
  SetOffsetCommand,
  StoredMessage,
} from '../../shared/protocol/queue.ts'
import { Consumers } from './consumers.ts'
import type { Taken } from './consumers.ts'
import type { Machine, Reply } from './machine.ts'
import { Messages } from './messages.ts'
import type { PartsAtHand, Reading } from './messages.ts'
import { Replicated, done, refuse, replyTo } from './replicated.ts'
import type { Answer, Stamp } from './replicated.ts'
import type { SegmentLimits } from './segments.ts'
import { Sequences, placeOf } from './sequences.ts'

/**
 * Reads of messages may reach into sealed segments: those named are fetched by the caller (`partText`, else
 * the host's file), parsed and given at the next try.
 */
export interface Partition extends Machine {
  /** Offset of the newest message; 0 while there is none. The first is always 1. */
  last(): Offset
  /** Messages with an offset greater than the one given, within the limits of one answer. */
  retrieve(after: Offset, max: number, atHand: PartsAtHand): Reading<Retrieved>
  /** The texts behind a consume's reply. */
  messages(from: Offset, count: number, atHand: PartsAtHand): Reading<readonly StoredMessage[]>
  size(consumer?: number): PartitionSize
  clientSize(producerName: string): ClientSize
  offsetOf(consumer: number): Offset
  /** The name this registration appended under here; then nobody else need be asked about it. */
  producerName(producerId: number): string | undefined
  knowsConsumer(consumer: number): boolean
  /**
   * The reply to a consume that needs no entry, as of this index: a repeat, a forgotten id, or `empty`.
   * Null: there is something to take, propose it.
   */
  consumeWithoutLog(command: ConsumeCommand, asOf: LogIndex): Reply | null
  /** The `max` to propose so that the texts fit into one answer. */
  fitting(consumer: number, max: number, atHand: PartsAtHand): Reading<number>
}

class State {
  readonly messages: Messages
  readonly consumers = new Consumers()
  readonly sequences = new Sequences()

  constructor(limits: SegmentLimits | undefined) {
    this.messages = new Messages(limits)
  }

  save(): Json {
    return {
      messages: this.messages.save(),
      consumers: this.consumers.save(),
      sequences: this.sequences.save(),
    }
  }

  load(json: unknown): void {
    const saved = savedSchema.parse(json)
    this.messages.load(saved.messages)
    this.consumers.load(saved.consumers)
    this.sequences.load(saved.sequences)
  }
}

const savedSchema = z.strictObject({
  messages: Messages.schema,
  consumers: Consumers.schema,
  sequences: Sequences.schema,
})

/** Limits are the same on every replica of a group, and for ever. */
export function createPartition(limits?: SegmentLimits): Partition {
  const state = new State(limits)
  const { messages, consumers, sequences } = state
  const machine = new Replicated<PartitionCommand>({
    schema: partitionCommandSchema,
    usesRequestMemory,
    execute: (command, stamp) => execute(state, command, stamp),
    describe: describePartitionCommand,
    save: () => state.save(),
    load: (saved) => state.load(saved),
    sealed: {
      parts: () => messages.segments.parts(),
      freshParts: () => messages.segments.freshParts(),
      partText: (name) => messages.segments.text(name),
      releaseParts: (names) => messages.segments.release(names),
    },
  })
  const reads: Omit<Partition, keyof Machine> = {
    last: () => messages.last,
    retrieve: (after, max, atHand) => retrieve(messages, after, max, atHand),
    messages: (from, count, atHand) => messages.read(from, count, Infinity, atHand),
    size: (consumer) => sizeOf(state, consumer),
    clientSize: (name) => sequences.sizeOf(name),
    offsetOf: (consumer) => consumers.offsetOf(consumer),
    producerName: (id) => sequences.nameOf(id),
    knowsConsumer: (consumer) => consumers.knows(consumer),
    consumeWithoutLog: (command, asOf) => consumeWithoutLog(state, command, asOf),
    fitting: (consumer, max, atHand) => {
      const page = messages.read(consumers.offsetOf(consumer) + 1, max, MAX_ANSWER_BYTES, atHand)
      return page.kind === 'needs' ? page : { kind: 'read', value: Math.max(1, page.value.length) }
    },
  }
  return Object.assign(machine, reads)
}

/** A sequence makes a produce happen once by itself; a consumer keeps its own last requests. */
const usesRequestMemory = (command: PartitionCommand): boolean =>
  command.op === 'setOffset' || (command.op === 'append' && command.sequence === undefined)

function execute(state: State, command: PartitionCommand, stamp: Stamp): Answer {
  switch (command.op) {
    case 'append':
      return append(state, command, stamp)
    case 'consume':
      return consume(state, command, stamp)
    case 'setOffset':
      return setOffset(state, command)
    default:
      return unreachable(command)
  }
}

function append({ messages, sequences }: State, command: AppendCommand, stamp: Stamp): Answer {
  const verdict = sequences.judge(command)
  if (verdict.kind === 'refused') return { ok: false, failure: verdict.failure }
  const fresh = verdict.kind === 'known' ? [] : command.messages.slice(verdict.skip)
  const first = messages.last + 1
  messages.append(fresh, command.producer.name, stamp.at)
  sequences.note(command, fresh.length, first, stamp.index)
  const { lastSequence, batches } = sequences.of(command.producer.name)
  const counts = { count: command.messages.length, stored: fresh.length, lastSequence }
  if (command.messages.length === 0) return done<Appended>({ offset: null, last: null, ...counts })
  if (command.sequence === undefined) return done<Appended>({ offset: first, last: messages.last, ...counts })
  const start = placeOf(batches, command.sequence)
  const end = placeOf(batches, command.sequence + command.messages.length - 1)
  const value: Appended = { offset: start?.offset ?? null, last: end?.offset ?? null, ...counts }
  if (verdict.kind === 'store') return done(value)
  return { ok: true, value, repeats: start?.index ?? stamp.index }
}

function consume({ messages, consumers }: State, command: ConsumeCommand, stamp: Stamp): Answer {
  const { consumer, request, max } = command
  const recalled = request === undefined ? ({ kind: 'new' } as const) : consumers.recall(consumer, request)
  if (recalled.kind === 'forgotten') return { ok: false, failure: recalled.failure }
  if (recalled.kind === 'taken') return repeated(recalled.taken)
  const left = messages.last - consumers.offsetOf(consumer)
  assert(left >= 0, () => `consumer ${consumer} is ${-left} past the end`)
  if (left === 0) return nothingLeft()
  return done(consumed(consumers.take(consumer, Math.min(left, max), request, stamp.index)))
}

const consumed = ({ from, count }: Taken): Consumed => ({ from, count, offset: from + count - 1 })
const repeated = (taken: Taken): Answer => ({ ok: true, value: consumed(taken), repeats: taken.index })
const nothingLeft = () => refuse('empty', 'no more messages')

function consumeWithoutLog(
  state: State,
  { consumer, request }: ConsumeCommand,
  asOf: LogIndex,
): Reply | null {
  if (request !== undefined) {
    const recalled = state.consumers.recall(consumer, request)
    if (recalled.kind === 'forgotten') return replyTo({ ok: false, failure: recalled.failure }, asOf)
    if (recalled.kind === 'taken') return replyTo(repeated(recalled.taken), asOf)
  }
  const left = state.messages.last - state.consumers.offsetOf(consumer)
  return left === 0 ? replyTo(nothingLeft(), asOf) : null
}

function setOffset({ messages, consumers }: State, { consumer, offset }: SetOffsetCommand): Answer {
  const { last } = messages
  const wanted = offset === 'start' ? 0 : offset === 'end' ? last : offset
  if (wanted < 0 || wanted > last) {
    return refuse('offset-out-of-range', `offset must be from 0 to ${last}, not ${wanted}`, { last })
  }
  const previous = consumers.offsetOf(consumer)
  consumers.setOffset(consumer, wanted)
  return done({ offset: wanted, previous })
}

function retrieve(messages: Messages, after: Offset, max: number, atHand: PartsAtHand): Reading<Retrieved> {
  const page = messages.read(after + 1, max, MAX_ANSWER_BYTES, atHand)
  if (page.kind === 'needs') return page
  const { value } = page
  return { kind: 'read', value: { messages: value, last: messages.last, next: after + value.length } }
}

function sizeOf({ messages, consumers }: State, consumer: number | undefined): PartitionSize {
  const offset = consumer === undefined ? 0 : consumers.offsetOf(consumer)
  return { size: messages.last - offset, last: messages.last, offset }
}

function describePartitionCommand(command: PartitionCommand): string {
  switch (command.op) {
    case 'append':
      return command.messages.length === 0
        ? `claim ${command.producer.name}`
        : `append ${command.messages.length}`
    case 'consume':
      return `consume c${command.consumer} x${command.max}`
    case 'setOffset':
      return `offset c${command.consumer} ${command.offset}`
    default:
      return unreachable(command)
  }
}
