import { ATM_GROUP } from '../../shared/ids.ts'
import { startAtm } from '../atm/atm.ts'
import { runNode } from './node.ts'

await runNode(async ({ host, config, facts, storage, timers, newRequestId }) => {
  const record = storage.replicas.find((replica) => replica.record.group === ATM_GROUP)?.record
  if (record === undefined) throw new Error(`${config.node} holds no replica of the atm group`)
  const setTimer = (ms: number, fn: () => void): void => void timers.setTimer(ms, fn)
  return startAtm({ host, config, facts, record, newRequestId, setTimer })
})
