// What this page can ask the cluster to do.

import type { Fault } from '../../shared/fault.ts'
import type { Result } from '../../shared/result.ts'
import type { Refusal } from '../link/control-api.ts'
import { postFault, putClock } from '../link/control-api.ts'

export const inject = (fault: Fault): Promise<Result<null, Refusal>> => postFault(fault)
export const setRate = (rate: number): Promise<Result<null, Refusal>> => putClock(rate)
