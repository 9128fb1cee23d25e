// A history as it is kept in a file: one event per line. Each operation begins with `invoke` and ends with
// `ok` (the answer is in `value`, also where the service said no by its own rules), `fail` (certainly not
// done, says nothing about the state) or `info` (may be done, or may still happen). The order of the lines
// is the order in real time; `time` is for people.

import * as z from 'zod'
import type { Json, NodeId } from '../../shared/ids.ts'
import { err, ok } from '../../shared/result.ts'
import type { Result } from '../../shared/result.ts'

export interface HistoryEvent {
  /** Does one thing at a time; after `info` it is never heard of again. */
  readonly process: number
  readonly type: 'invoke' | 'ok' | 'fail' | 'info'
  readonly f: string
  readonly value: Json
  /** Milliseconds since the run began. */
  readonly time: number
  /** Who was asked. */
  readonly node: NodeId
}

const eventSchema: z.ZodType<HistoryEvent> = z.strictObject({
  process: z.int().min(0),
  type: z.enum(['invoke', 'ok', 'fail', 'info']),
  f: z.string(),
  value: z.json(),
  time: z.number(),
  node: z.string(),
})

export const writeEvent = (event: HistoryEvent): string => `${JSON.stringify(event)}\n`

/** The error names the line. */
export function readHistory(text: string): Result<readonly HistoryEvent[], string> {
  const events: HistoryEvent[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (line === '') continue
    const event = eventSchema.safeParse(jsonOf(line))
    if (!event.success) return err(`line ${at + 1}: ${z.prettifyError(event.error)}`)
    events.push(event.data)
  }
  return ok(events)
}

/** `undefined` is no JSON value, so the schema refuses it. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
