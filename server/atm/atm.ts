// An ATM: one replica of the bank. All ATMs take every request; the group's leader decides.

import type { NodeId } from '../../shared/ids.ts'
import { ATM_GROUP } from '../../shared/ids.ts'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import type { Host } from '../host/port.ts'
import type { NodeFacts } from '../http/common-routes.ts'
import { commonRoutes } from '../http/common-routes.ts'
import { answerForwarded } from '../http/forwarding.ts'
import { memberRoutes } from '../http/member-routes.ts'
import { httpOf } from '../http/node-http.ts'
import type { Target } from '../http/trail.ts'
import type { Route } from '../http/server.ts'
import type { ReplicaRecord } from '../storage/port.ts'
import { createBank } from '../machines/bank.ts'
import { createBalanceTeller } from './balances.ts'
import { atmRoutes } from './routes.ts'

export interface AtmOptions {
  readonly host: Host
  readonly config: NodeConfig
  readonly facts: NodeFacts
  readonly record: ReplicaRecord
  readonly newRequestId: () => string
  readonly setTimer: (ms: number, fn: () => void) => void
}

export interface AtmRole {
  readonly routes: readonly Route[]
  readonly ready: () => boolean
  readonly tellAll: () => void
}

export async function startAtm(options: AtmOptions): Promise<AtmRole> {
  const { host, config, facts, record, newRequestId } = options
  const bank = createBank()
  const teller = createBalanceTeller(host, bank, options.setTimer)
  const opened = await host.open({
    record,
    machine: bank,
    onApplied: () => teller.applied(),
    onRestored: () => teller.tellAll(),
  })
  if (!opened.ok) throw new Error(opened.error.message)
  answerForwarded(host, () => null)
  const nodes = [host.node, ...config.peers.map((peer) => peer.node)]
  const leader = (): NodeId | null => host.status(ATM_GROUP)?.leader ?? null
  const target: Target = {
    group: ATM_GROUP,
    name: 'atm',
    leader,
    http: (node) => httpOf(config, node),
    nodes: () => {
      const known = leader()
      return known === null ? nodes : [known]
    },
  }
  const ready = (): boolean => host.status(ATM_GROUP)?.ready === true
  return {
    ready,
    tellAll: () => teller.tellAll(),
    routes: [
      ...commonRoutes(host, facts, ready, () => 'atm running'),
      ...memberRoutes(host, ATM_GROUP),
      ...atmRoutes({ host, bank, target, ready, newRequestId }),
    ],
  }
}
