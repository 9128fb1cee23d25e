// A consume at the partition's leader: what needs no entry is answered by read index, the rest goes
// through the log, and the texts are read after it was applied here.

import type { GroupId, Json } from '../../shared/ids.ts'
import type { ConsumeCommand } from '../../shared/protocol/queue.ts'
import { consumedSchema, partitionCommandSchema } from '../../shared/protocol/queue.ts'
import type { Reply } from '../../shared/protocol/request.ts'
import { replySchema } from '../../shared/protocol/request.ts'
import { assert } from '../../shared/assert.ts'
import type { Host } from '../host/port.ts'
import type { Act, CallAnswer } from '../http/forwarding.ts'
import { proposedAnswer, refusedRead } from '../http/forwarding.ts'
import { CONSUME } from '../../shared/protocol/report.ts'
import type { Held, Hosting } from './hosting.ts'
import type { SealedParts } from './sealed-parts.ts'

export interface ConsumePorts {
  readonly host: Host
  readonly hosting: Hosting
  readonly sealed: SealedParts
}

export const consuming = (ports: ConsumePorts, group: GroupId): Act => ({
  method: CONSUME,
  here: (body, leftMs, cause) => consume(ports, group, body, leftMs, cause),
})

async function consume(
  { host, hosting, sealed }: ConsumePorts,
  group: GroupId,
  body: Json,
  leftMs: number,
  cause: string,
): Promise<CallAnswer> {
  const held = hosting.get(group)
  const status = host.status(group)
  if (held === undefined || status === null) return { t: 'refused', why: 'noSuchGroup', heard: 0, needed: 0 }
  if (status.role !== 'leader') {
    const { leader, heard, needed } = status
    return leader === null ? { t: 'refused', why: 'noLeader', heard, needed } : { t: 'hint', leader }
  }
  const { partition } = held
  const command = parseConsume(body)
  const until = host.clock.now() + leftMs
  const ready = await host.readIndex(group, leftMs)
  if (!ready.ok) return refusedRead(ready)
  const early = partition.consumeWithoutLog(command, ready.index)
  if (early !== null) return withTexts(sealed, held, early)
  const max = await sealed.read(group, partition, (atHand) =>
    partition.fitting(command.consumer, command.max, atHand),
  )
  if (!max.ok) return UNREADABLE
  const fitted = { ...command, max: max.value }
  const left = Math.max(1, until - host.clock.now())
  const proposed = await host.propose(group, fitted, left, cause)
  return proposed.outcome === 'applied'
    ? withTexts(sealed, held, replySchema.parse(proposed.reply))
    : proposedAnswer(proposed)
}

function parseConsume(body: Json): ConsumeCommand {
  const command = partitionCommandSchema.parse(body)
  assert(command.op === 'consume', () => `a consume call carried ${command.op}`)
  return command
}

/** Its disk fails: the process ends itself soon, and another replica has the same segment. */
const UNREADABLE: CallAnswer = { t: 'refused', why: 'noLeader', heard: 0, needed: 0 }

async function withTexts(
  sealed: SealedParts,
  { record, partition }: Held,
  reply: Reply,
): Promise<CallAnswer> {
  if (!reply.ok) return { t: 'done', value: { reply, messages: [] } }
  const { from, count } = consumedSchema.parse(reply.value)
  const read = await sealed.read(record.group, partition, (atHand) => partition.messages(from, count, atHand))
  // Taken, but not to be shown here: the same request id gets the same messages elsewhere.
  if (!read.ok) return { t: 'unknown' }
  const messages = read.value.map(({ offset, message }) => ({ offset, message }))
  return { t: 'done', value: { reply, messages } }
}
