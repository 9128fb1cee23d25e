// What tests on real processes see of a cluster, and what they do to it: over the control API, as scripts and the
// dashboard do.

import * as z from 'zod'
import type { Fault } from '../../shared/fault.ts'
import type { Answer } from './fake-cluster.ts'
import { ask } from './fake-cluster.ts'

const viewSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      pid: z.number().nullable(),
      reason: z.string().optional(),
      lastExit: z.object({ code: z.number().nullable() }).nullable(),
    }),
  ),
  groups: z.array(z.object({ name: z.string(), leader: z.string().nullable(), term: z.number() })),
  links: z.array(z.object({ from: z.string(), to: z.string(), held: z.number() })),
  faults: z.array(z.object({ text: z.string() })),
})
export type LiveView = z.infer<typeof viewSchema>

/** `url` is the origin of the dashboard. */
export const viewOf = async (url: string): Promise<LiveView> =>
  viewSchema.parse((await ask(`${url}/api/cluster`)).body)
export const injectAt = (url: string, fault: Fault): Promise<Answer> =>
  ask(`${url}/api/faults`, 'POST', fault)

export const nodeIn = ({ nodes }: LiveView, id: string) => nodes.find((node) => node.id === id)
export const bankIn = ({ groups }: LiveView) => groups.find(({ name }) => name === 'atm')
