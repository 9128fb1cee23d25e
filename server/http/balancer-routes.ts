// What the managers move on their own: to be seen, and to be paused by whoever wants leaders to stay where they
// are. Moves planned by hand go on.

import type { Answer, Body } from './answer.ts'
import { asBody, failed } from './answer.ts'
import { remaining } from './client-request.ts'
import { propose, reading } from './directory-call.ts'
import type { Fields } from './fields.ts'
import type { QueueDesk } from './queue-desk.ts'
import { callOptions, flag, parseFields } from './schema.ts'
import type { CallOptions } from './schema.ts'
import type { Route } from './server.ts'

const forPause = callOptions.extend({ paused: flag })

export function balancerRoutes(desk: QueueDesk): readonly Route[] {
  return [
    reading('/balancer', desk, callOptions, () => ({ q: 'balancer' }), asBody),
    { methods: ['POST'], paths: ['/balancer'], handle: (fields) => pause(desk, fields) },
  ]
}

async function pause(desk: QueueDesk, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forPause, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { paused } = parsed.value
  const until = desk.host.clock.now() + parsed.value.deadline_ms
  return propose(desk, { op: 'setPaused', paused }, parsed.value, async (_, requestId) => {
    const text = paused
      ? 'the managers leave the leaders of partitions where they are until they are told to go on'
      : 'the managers spread the leaders of partitions over the brokers again'
    const event = { kind: 'queue', node: desk.host.node, op: 'partition', text, outcome: 'ok' } as const
    desk.host.trace(event, `request:${requestId}`)
    return { ...(await seen(desk, parsed.value, until)), paused }
  })
}

/** It is done; that the managers fall silent now only means that there is less to show. */
async function seen(desk: QueueDesk, options: CallOptions, until: number): Promise<Body> {
  const asked = await desk.ask({ q: 'balancer' }, remaining(desk, options, until))
  return asked.ok ? asBody(asked.value.result) : {}
}
