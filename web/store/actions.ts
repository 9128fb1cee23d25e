// What this page can ask the cluster to do. A command belongs to the cluster as it is drawn: while a recording
// is drawn none leaves, whatever asked for it.

import type { Fault } from '../../shared/fault.ts'
import type { Result } from '../../shared/result.ts'
import { err } from '../../shared/result.ts'
import type { Refusal } from '../link/control-api.ts'
import { postFault, putClock } from '../link/control-api.ts'
import { useCluster } from './cluster.ts'
import { REPLAYING } from './rights.ts'

type Done = Promise<Result<null, Refusal>>

export const inject = (fault: Fault): Done => inThePresent(() => postFault(fault))
export const setRate = (rate: number): Done => inThePresent(() => putClock(rate))

export async function inThePresent(command: () => Done): Done {
  if (useCluster.getState().shows === 'present') return command()
  return err({ code: 'not-now', message: REPLAYING })
}
