// The role of an ATM for a node's process, whoever holds it.

import { ATM_GROUP } from '../../shared/ids.ts'
import { startAtm } from '../atm/atm.ts'
import type { AtmRole } from '../atm/atm.ts'
import type { RoleContext } from './node.ts'

export async function openAtm(context: RoleContext): Promise<AtmRole> {
  const { host, config, facts, storage, timers, newRequestId } = context
  const record = storage.replicas.find((replica) => replica.record.group === ATM_GROUP)?.record
  if (record === undefined) throw new Error(`${config.node} holds no replica of the atm group`)
  const setTimer = (ms: number, fn: () => void): void => void timers.setTimer(ms, fn)
  return startAtm({ host, config, facts, record, newRequestId, setTimer })
}
