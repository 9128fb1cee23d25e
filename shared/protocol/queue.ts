// The commands of one partition and what they give back. The texts a consume takes are not in its reply:
// it names offsets, and the host reads the texts after apply.

import * as z from 'zod'
import { NAME_PATTERN } from '../ids.ts'
import { MAX_BATCH_MESSAGES, MAX_CONSUME_MESSAGES } from './limits.ts'
import { commandFields } from './request.ts'

const clientId = z.int().min(1)
const offset = z.int().min(0)
const name = z.string().regex(NAME_PATTERN)

export const partitionCommandSchema = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('append'),
    producer: z.strictObject({ id: clientId, name }),
    /** Numbers the first message of the batch, from 1 per producer name and partition. */
    sequence: z.exactOptional(z.int().min(1)),
    /** None: a claim, which takes the name's numbering over and says where it stands. */
    messages: z.array(z.string()).max(MAX_BATCH_MESSAGES),
    ...commandFields,
  }),
  z.strictObject({
    op: z.literal('consume'),
    consumer: clientId,
    max: z.int().min(1).max(MAX_CONSUME_MESSAGES),
    ...commandFields,
  }),
  z.strictObject({
    op: z.literal('setOffset'),
    consumer: clientId,
    /** So many messages are done. A number out of range is an answer of the machine. */
    offset: z.union([z.int(), z.literal('start'), z.literal('end')]),
    ...commandFields,
  }),
])
export type PartitionCommand = z.infer<typeof partitionCommandSchema>
export type AppendCommand = Extract<PartitionCommand, { op: 'append' }>
export type ConsumeCommand = Extract<PartitionCommand, { op: 'consume' }>
export type SetOffsetCommand = Extract<PartitionCommand, { op: 'setOffset' }>

export const appendedSchema = z.strictObject({
  /** Of the first and of the last message; null for a claim, or where it is no longer remembered. */
  offset: offset.nullable(),
  last: offset.nullable(),
  count: z.int().min(0),
  /** Messages that are new in the queue: fewer than `count` when some were there already. */
  stored: z.int().min(0),
  lastSequence: z.int().min(0),
})
export type Appended = z.infer<typeof appendedSchema>

export const consumedSchema = z.strictObject({
  /** Offset of the first message taken. */
  from: offset,
  count: z.int().min(1),
  /** Where the consumer now stands: the offset of the last message taken. */
  offset,
})
export type Consumed = z.infer<typeof consumedSchema>

const storedMessageSchema = z.strictObject({
  offset,
  message: z.string(),
  producerName: name,
  at: z.number(),
})
export type StoredMessage = z.infer<typeof storedMessageSchema>

/** `next` is the offset to ask with for the following page. */
export const retrievedSchema = z.strictObject({
  messages: z.array(storedMessageSchema),
  last: offset,
  next: offset,
})
export type Retrieved = z.infer<typeof retrievedSchema>

/** Without a consumer `offset` is 0 and `size` is what is stored. */
const partitionSizeSchema = z.strictObject({ size: offset, last: offset, offset })
export type PartitionSize = z.infer<typeof partitionSizeSchema>

export const clientSizeSchema = z.strictObject({ count: z.int().min(0), lastSequence: z.int().min(0) })
export type ClientSize = z.infer<typeof clientSizeSchema>
