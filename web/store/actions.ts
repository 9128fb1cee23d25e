// What this page can ask the cluster to do. A command belongs to the cluster as it is drawn: while a recording
// is drawn none leaves, whatever asked for it.

import type { Fault } from '../../shared/fault.ts'
import type { NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import { err } from '../../shared/result.ts'
import type { Answered, Refusal } from '../link/control-api.ts'
import { deleteNode, postBroker, postFault, postRejoin, postStep, putClock } from '../link/control-api.ts'
import { useCluster } from './cluster.ts'
import { REPLAYING } from './rights.ts'

export const inject = (fault: Fault): Answered => inThePresent(() => postFault(fault))
export const setRate = (rate: number): Answered => inThePresent(() => putClock(rate))
/** Of the paused cluster. */
export const takeStep = (): Answered => inThePresent(postStep)

export const addBroker = (): Answered => inThePresent(postBroker)
export const decommission = (node: NodeId): Answered => inThePresent(() => deleteNode(node))
export const rejoin = (node: NodeId): Answered => inThePresent(() => postRejoin(node))

export async function inThePresent<Value>(
  command: () => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal>> {
  if (useCluster.getState().shows === 'present') return command()
  return err({ code: 'not-now', message: REPLAYING })
}
