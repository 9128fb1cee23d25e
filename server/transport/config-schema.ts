// A configuration on the wire: as an entry of the log, and in what a snapshot says of itself.

import * as z from 'zod'
import type { Config } from '../raft/types.ts'

const whole = z.int().min(0)
const ids = z.array(whole).readonly()

export const configSchema: z.ZodType<Config> = z.object({
  voters: ids,
  outgoing: ids,
  learners: ids,
  nodes: z.exactOptional(z.array(z.object({ replica: whole, node: z.string() })).readonly()),
})
