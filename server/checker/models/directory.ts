// The managers' directory as clients know it: topics are made once, a producer gets a new number at every
// registration, a consumer gets its old one back, and no two the same. Numbers only grow; others may take some
// in between, so the model asks for a larger one, not for the next.

import * as z from 'zod'
import { unreachable } from '../../../shared/assert.ts'
import type { TopicName } from '../../../shared/ids.ts'
import type { Answered, ServiceAnswer } from '../answers.ts'
import { callOf, fits, fitsRefusal } from '../answers.ts'
import type { Model } from '../model.ts'

const topic = z.string()
const callSchema = z.discriminatedUnion('f', [
  z.object({ f: z.literal('createTopic'), input: z.object({ topic }) }),
  z.object({ f: z.literal('registerProducer'), input: z.object({ topic }) }),
  z.object({ f: z.literal('registerConsumer'), input: z.object({ topic, name: z.string() }) }),
  z.object({ f: z.literal('topics'), input: z.object({}) }),
])
type Request = z.infer<typeof callSchema>
type Call = Answered<Request>

const numberSchema = z.object({ id: z.number() })

export interface DirectoryState {
  /** In alphabetical order. */
  readonly topics: readonly TopicName[]
  /** Largest numbers given out, as far as anybody was told. */
  readonly lastProducer: number
  readonly lastConsumer: number
  /** By topic and name; null: registered, but nobody was told the number. */
  readonly consumers: ReadonlyMap<string, number | null>
}

export const EMPTY_DIRECTORY: DirectoryState = {
  topics: [],
  lastProducer: 0,
  lastConsumer: 0,
  consumers: new Map(),
}

export const directoryModel = (initial: DirectoryState = EMPTY_DIRECTORY): Model<DirectoryState, Call> => ({
  name: 'directory',
  part: () => '',
  initial: () => initial,
  read: (operation) => callOf(callSchema, operation),
  step,
  key: ({ topics, lastProducer, lastConsumer, consumers }) =>
    JSON.stringify([topics, lastProducer, lastConsumer, [...consumers].sort(([a], [b]) => (a < b ? -1 : 1))]),
})

function step(state: DirectoryState, call: Call): DirectoryState | null {
  const { answer } = call
  switch (call.f) {
    case 'createTopic':
      if (state.topics.includes(call.input.topic)) return fitsRefusal(answer, 'topic-exists') ? state : null
      return fits(answer, null) ? withTopic(state, call.input.topic) : null
    case 'registerProducer': {
      const made = withTopic(state, call.input.topic)
      if (answer === null) return made
      const id = numberOf(answer)
      return id !== null && id > state.lastProducer ? { ...made, lastProducer: id } : null
    }
    case 'registerConsumer':
      return registerConsumer(state, call.input, answer)
    case 'topics':
      return fits(answer, [...state.topics]) ? state : null
    default:
      return unreachable(call)
  }
}

function registerConsumer(
  state: DirectoryState,
  { topic, name }: { readonly topic: TopicName; readonly name: string },
  answer: ServiceAnswer | null,
): DirectoryState | null {
  if (!state.topics.includes(topic)) return fitsRefusal(answer, 'no-such-topic') ? state : null
  const key = `${topic}/${name}`
  const known = state.consumers.get(key)
  if (answer === null) return known === undefined ? withConsumer(state, key, null) : state
  const id = numberOf(answer)
  if (id === null) return null
  if (typeof known === 'number') return id === known ? state : null
  // A registration nobody was told of may lie far back, so its number may be smaller than later ones.
  if (known === undefined && id <= state.lastConsumer) return null
  if ([...state.consumers.values()].includes(id)) return null
  return withConsumer({ ...state, lastConsumer: Math.max(state.lastConsumer, id) }, key, id)
}

const numberOf = (answer: ServiceAnswer): number | null =>
  'ok' in answer ? (numberSchema.safeParse(answer.ok).data?.id ?? null) : null

const withConsumer = (state: DirectoryState, key: string, id: number | null): DirectoryState => ({
  ...state,
  consumers: new Map(state.consumers).set(key, id),
})

const withTopic = (state: DirectoryState, topic: TopicName): DirectoryState =>
  state.topics.includes(topic) ? state : { ...state, topics: [...state.topics, topic].sort() }
