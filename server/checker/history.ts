// A history as it is kept in a file: one event per line. Each operation begins with `invoke` and ends with
// `ok` (the answer is in `value`, also where the service said no by its own rules), `fail` (certainly not
// done, says nothing about the state) or `info` (may be done, or may still happen). The order of the lines
// is the order in real time; `time` is for people.

import type { Json, NodeId } from '../../shared/ids.ts'

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

export const writeEvent = (event: HistoryEvent): string => `${JSON.stringify(event)}\n`
