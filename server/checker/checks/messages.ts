// The messages of one partition, for histories of any length (the rules: Jepsen's Kafka test). Every text is
// sent once, so one text is one message. `stored` is what was read from the partition itself at the end.

import * as z from 'zod'
import type { Offset } from '../../../shared/ids.ts'
import { answerOf } from '../answers.ts'
import type { Operation } from '../operations.ts'
import type { Finding } from './finding.ts'
import { finding } from './finding.ts'

const messageSchema = z.object({ offset: z.number(), message: z.string() })
export type StoredText = z.infer<typeof messageSchema>

const appendSchema = z.object({ messages: z.array(z.string()) })
const appendedSchema = z.object({ offset: z.number() })
const takenSchema = z.object({ messages: z.array(messageSchema) })
const consumerSchema = z.object({ consumer: z.number() })

/** `refused` are texts that were certainly not stored. */
export function checkMessages(
  operations: readonly Operation[],
  stored: readonly StoredText[],
  refused: ReadonlySet<string>,
): readonly Finding[] {
  return [
    ...checkStored(stored, refused),
    ...checkAppends(operations, stored),
    ...checkTakes(operations, stored),
  ]
}

function checkStored(stored: readonly StoredText[], refused: ReadonlySet<string>): readonly Finding[] {
  const findings: Finding[] = []
  const places = new Map<string, Offset>()
  const first = stored[0]?.offset ?? 1
  for (const [at, { offset, message }] of stored.entries()) {
    if (offset !== first + at)
      findings.push(finding('offsets are contiguous', `offset ${offset} stands where ${first + at} belongs`))
    const before = places.get(message)
    if (before !== undefined)
      findings.push(finding('no message twice', `"${message}" is stored at ${before} and at ${offset}`))
    if (refused.has(message))
      findings.push(finding('refused is not done', `"${message}" was refused, but is stored at ${offset}`))
    places.set(message, offset)
  }
  return findings
}

function checkAppends(operations: readonly Operation[], stored: readonly StoredText[]): readonly Finding[] {
  const texts = new Map(stored.map(({ offset, message }) => [offset, message]))
  return operations.flatMap((operation) => {
    const answer = answerOf(operation)
    if (operation.f !== 'append' || answer === null || !('ok' in answer)) return []
    const { offset } = appendedSchema.parse(answer.ok)
    return appendSchema.parse(operation.input).messages.flatMap((message, at) => {
      const there = texts.get(offset + at)
      if (there === message) return []
      const text =
        there === undefined
          ? `"${message}", acknowledged at ${offset + at}, is not stored`
          : `"${message}" was acknowledged at ${offset + at}, where "${there}" is stored`
      return [finding('no acknowledged write is lost', text, operation)]
    })
  })
}

/** What consumers were given is what is stored, and each goes forward only. */
function checkTakes(operations: readonly Operation[], stored: readonly StoredText[]): readonly Finding[] {
  const texts = new Map(stored.map(({ offset, message }) => [offset, message]))
  const lowest = stored[0]?.offset ?? 1
  const reached = new Map<number, { readonly offset: Offset; readonly operation: Operation }>()
  const findings: Finding[] = []
  const takes = operations.filter(({ f }) => f === 'consume').sort((a, b) => a.end - b.end)
  for (const operation of takes) {
    const answer = answerOf(operation)
    if (answer === null || !('ok' in answer)) continue
    const { consumer } = consumerSchema.parse(operation.input)
    for (const { offset, message } of takenSchema.parse(answer.ok).messages) {
      if (offset >= lowest && texts.get(offset) !== message)
        findings.push(
          finding(
            'one offset, one value',
            `"${message}" was taken from ${offset}, where "${texts.get(offset) ?? 'nothing'}" is stored`,
            operation,
          ),
        )
      const before = reached.get(consumer)
      const isOrdered =
        before?.operation === operation || (before?.operation.end ?? Infinity) < operation.begin
      if (before !== undefined && offset <= before.offset && isOrdered)
        findings.push(
          finding(
            'polls go forward',
            `consumer ${consumer} was at ${before.offset} and is given ${offset} again`,
            before.operation,
            operation,
          ),
        )
      if (before === undefined || offset > before.offset) reached.set(consumer, { offset, operation })
    }
  }
  return findings
}
