// One partition of a topic: an ordered list of messages, and how far each consumer is. Answers carry
// offsets, so there is mostly one order to try. Each partition is checked alone.

import * as z from 'zod'
import { assert, unreachable } from '../../../shared/assert.ts'
import type { GroupName, Json, Offset } from '../../../shared/ids.ts'
import type { Answered, ServiceAnswer } from '../answers.ts'
import { callOf, fits, fitsRefusal } from '../answers.ts'
import type { Model } from '../model.ts'

const partition = z.string()
const consumer = z.number()
const callSchema = z.discriminatedUnion('f', [
  z.object({ f: z.literal('append'), input: z.object({ partition, messages: z.array(z.string()).min(1) }) }),
  z.object({ f: z.literal('consume'), input: z.object({ partition, consumer, max: z.number() }) }),
  z.object({ f: z.literal('retrieve'), input: z.object({ partition, after: z.number(), max: z.number() }) }),
  z.object({ f: z.literal('size'), input: z.object({ partition, consumer: consumer.nullable() }) }),
])
type Request = z.infer<typeof callSchema>
type Call = Answered<Request>

export interface PartitionState {
  /** Offset of the last message that is not listed any more: everybody has read it. */
  readonly before: Offset
  readonly messages: readonly string[]
  /** How far each consumer is; one that never took anything is at 0. */
  readonly consumers: ReadonlyMap<number, Offset>
}

export const EMPTY_PARTITION: PartitionState = { before: 0, messages: [], consumers: new Map() }

export const partitionModel = (
  initial: ReadonlyMap<GroupName, PartitionState> = new Map(),
): Model<PartitionState, Call> => ({
  name: 'partition',
  part: ({ f, input }) => callSchema.parse({ f, input }).input.partition,
  initial: (part) => initial.get(part) ?? EMPTY_PARTITION,
  read: (operation) => callOf(callSchema, operation),
  step,
  key: ({ messages, consumers }) => JSON.stringify([messages, [...consumers].sort(([a], [b]) => a - b)]),
})

function step(state: PartitionState, call: Call): PartitionState | null {
  const { answer } = call
  switch (call.f) {
    case 'append': {
      const { messages } = call.input
      const last = lastOf(state) + messages.length
      const expected = { offset: lastOf(state) + 1, last }
      return fits(answer, expected) ? { ...state, messages: [...state.messages, ...messages] } : null
    }
    case 'consume':
      return consume(state, call.input, answer)
    case 'retrieve': {
      // What everybody has read is not known any more.
      if (call.input.after < state.before) return state
      const page = messagesAfter(state, call.input.after, call.input.max)
      return fits(answer, { messages: page, last: lastOf(state) }) ? state : null
    }
    case 'size': {
      const offset = call.input.consumer === null ? 0 : (state.consumers.get(call.input.consumer) ?? 0)
      return fits(answer, { size: lastOf(state) - offset }) ? state : null
    }
    default:
      return unreachable(call)
  }
}

function consume(
  state: PartitionState,
  { consumer, max }: { readonly consumer: number; readonly max: number },
  answer: ServiceAnswer | null,
): PartitionState | null {
  const offset = state.consumers.get(consumer) ?? 0
  const taken = messagesAfter(state, offset, max)
  if (taken.length === 0) return fitsRefusal(answer, 'empty') ? state : null
  if (!fits(answer, { messages: taken })) return null
  return { ...state, consumers: new Map(state.consumers).set(consumer, offset + taken.length) }
}

const lastOf = ({ before, messages }: PartitionState): Offset => before + messages.length

function messagesAfter({ before, messages }: PartitionState, after: Offset, max: number): readonly Json[] {
  assert(
    after >= before,
    () => `the messages after ${after} are asked for, those up to ${before} are forgotten`,
  )
  return messages
    .slice(after - before, after - before + max)
    .map((message, at) => ({ offset: after + 1 + at, message }))
}
