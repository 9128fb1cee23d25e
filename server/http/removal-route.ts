// Taking a broker out of the cluster: the same request at every manager and broker. It only begins; asked again, it
// says how far the managers have come.

import { asBody, failed } from './answer.ts'
import type { Answer } from './answer.ts'
import { clientId } from './client-request.ts'
import { propose } from './directory-call.ts'
import type { Fields } from './fields.ts'
import type { QueueDesk } from './queue-desk.ts'
import { callOptions, parseFields } from './schema.ts'
import type { Route } from './server.ts'

const forRemoval = callOptions.extend({ broker_id: clientId })

export const removalRoute = (desk: QueueDesk): Route => ({
  methods: ['POST'],
  paths: ['/brokers/remove'],
  handle: (fields) => remove(desk, fields),
})

async function remove(desk: QueueDesk, fields: Fields): Promise<Answer> {
  const parsed = parseFields(forRemoval, fields)
  if (!parsed.ok) return failed(parsed.error)
  const { broker_id: broker } = parsed.value
  return propose(desk, { op: 'drainBroker', broker }, parsed.value, (value) => {
    const { state = null, partitions } = asBody(value)
    const left = Array.isArray(partitions) ? partitions : []
    return { broker_id: broker, state, replicas: left.length, partitions: left }
  })
}
