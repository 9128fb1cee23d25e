// What the common options of a request become: the stamp in its command, and how it is brought to the leader.

import type { Json } from '../../shared/ids.ts'
import type { Host } from '../host/port.ts'
import type { ChangeOptions, ReadOptions } from './leader.ts'
import type { CallOptions } from './schema.ts'

/** The same id in every attempt, so that asking again never does it twice. */
export const stamp = (
  host: Host,
  requestId: string,
  { request_after: after }: CallOptions,
): Readonly<Record<string, Json>> => ({
  at: host.clock.now(),
  request: { id: requestId, ...(after === undefined ? {} : { after }) },
})

export const changeOptions = (requestId: string, { deadline_ms, forward }: CallOptions): ChangeOptions => ({
  deadlineMs: deadline_ms,
  forward,
  requestId,
})

export const readOptions = ({ deadline_ms, forward, consistency }: CallOptions): ReadOptions => ({
  deadlineMs: deadline_ms,
  forward,
  local: consistency === 'local',
})
