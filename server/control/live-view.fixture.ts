// What tests on real processes see of a cluster, and what they do to it: over the control API, as scripts and the
// dashboard do.

import type { Fault } from '../../shared/fault.ts'
import type { ClusterAnswer } from '../../shared/protocol/cluster-answer.ts'
import type { Answer } from './fake-cluster.ts'
import { clusterAnswerSchema } from '../../shared/protocol/cluster-answer.ts'
import { ask } from './fake-cluster.ts'

export type LiveView = ClusterAnswer

/** `url` is the origin of the dashboard. */
export const viewOf = async (url: string): Promise<LiveView> =>
  clusterAnswerSchema.parse((await ask(`${url}/api/cluster`)).body)
export const injectAt = (url: string, fault: Fault): Promise<Answer> =>
  ask(`${url}/api/faults`, 'POST', fault)

export const nodeIn = ({ nodes }: LiveView, id: string) => nodes.find((node) => node.id === id)
export const bankIn = ({ groups }: LiveView) => groups.find(({ name }) => name === 'atm')
/** Who leads the bank, and since which term: how far the logs reach is another thing at every look. */
export const officeIn = (view: LiveView) => {
  const bank = bankIn(view)
  return bank === undefined ? null : { leader: bank.leader, term: bank.term }
}
