// A replica id for a manager or an ATM that lost its files: from the one counter that gives them all, so that nobody
// ever had it (B17).

import { asBody, failed } from './answer.ts'
import { propose } from './directory-call.ts'
import type { QueueDesk } from './queue-desk.ts'
import { callOptions, name, parseFields } from './schema.ts'
import type { Route } from './server.ts'

const forReplicaId = callOptions.extend({ node: name })

export const replicaIdRoute = (desk: QueueDesk): Route => ({
  methods: ['POST'],
  paths: ['/replica-ids'],
  async handle(fields) {
    const parsed = parseFields(forReplicaId, fields)
    if (!parsed.ok) return failed(parsed.error)
    const { node } = parsed.value
    return propose(desk, { op: 'takeReplicaId', node }, parsed.value, (value) => ({
      node,
      replica_id: asBody(value)['replicaId'] ?? null,
    }))
  },
})
