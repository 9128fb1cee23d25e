import { MANAGERS_GROUP } from '../../shared/ids.ts'
import { startManager } from '../manager/manager.ts'
import { runNode } from './child-node.ts'

await runNode(async ({ host, config, facts, storage, newRequestId }) => {
  const record = storage.replicas.find((replica) => replica.record.group === MANAGERS_GROUP)?.record
  if (record === undefined) throw new Error(`${config.node} holds no replica of the managers group`)
  return startManager(host, config, facts, record, newRequestId)
})
