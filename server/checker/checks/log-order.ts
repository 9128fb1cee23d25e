// The log's own numbers against real time, for histories of any length: an answer that carries the index of
// its entry is the version of the group's state. What began after another answer was given has a larger
// index (a change) or no smaller one (a read); one entry is one request; one request is one entry.

import type { LogIndex } from '../../../shared/ids.ts'
import { answerOf } from '../answers.ts'
import type { ServiceAnswer } from '../answers.ts'
import type { Operation } from '../operations.ts'
import type { Finding } from './finding.ts'
import { finding } from './finding.ts'

interface Placed {
  readonly operation: Operation
  readonly answer: ServiceAnswer
  readonly index: LogIndex
}

/** All operations are of one group. A read has no request. */
export function checkLogOrder(operations: readonly Operation[]): readonly Finding[] {
  const placed = operations.flatMap((operation): Placed[] => {
    const answer = answerOf(operation)
    return answer?.index === undefined ? [] : [{ operation, answer, index: answer.index }]
  })
  return [...neverBack(placed), ...onceEach(placed)]
}

function neverBack(placed: readonly Placed[]): readonly Finding[] {
  const findings: Finding[] = []
  const ended = [...placed].sort((a, b) => a.operation.end - b.operation.end)
  const begun = [...placed].sort((a, b) => a.operation.begin - b.operation.begin)
  let highest: Placed | null = null
  let at = 0
  for (const one of begun) {
    for (; (ended[at]?.operation.end ?? Number.POSITIVE_INFINITY) < one.operation.begin; at += 1) {
      const other = ended[at]
      if (other !== undefined && (highest === null || other.index > highest.index)) highest = other
    }
    if (highest === null) continue
    const isLate = isChange(one) ? one.index <= highest.index : one.index < highest.index
    if (!isLate) continue
    const text = `an answer as of ${one.index} to what was asked after ${highest.index} had been told`
    findings.push(finding('the log goes forward', text, highest.operation, one.operation))
  }
  return findings
}

const isChange = ({ answer }: Placed): boolean => answer.request !== undefined

function onceEach(placed: readonly Placed[]): readonly Finding[] {
  const findings: Finding[] = []
  const byRequest = new Map<string, Placed>()
  const byIndex = new Map<LogIndex, Placed>()
  for (const one of placed) {
    const { request } = one.answer
    if (request === undefined) continue
    const before = byRequest.get(request)
    if (before !== undefined && before.index !== one.index)
      findings.push(finding('once', `request ${request} was done twice`, before.operation, one.operation))
    const same = byIndex.get(one.index)
    if (same !== undefined && same.answer.request !== request)
      findings.push(finding('once', `entry ${one.index} answers two requests`, same.operation, one.operation))
    byRequest.set(request, one)
    byIndex.set(one.index, one)
  }
  return findings
}
