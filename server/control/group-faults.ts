// What is done to groups: timers that fire, leadership that moves. The nodes carry it out.

import type { Fault } from '../../shared/fault.ts'
import type { GroupName, NodeId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { Refusal } from './refusal.ts'
import type { Supervisor } from './supervisor.ts'
import type { TraceHub } from './trace-hub.ts'
import { confirmedLeader } from '../../shared/cluster-view.ts'
import { realWait } from '../../shared/real-wait.ts'
import { err, ok } from '../../shared/result.ts'
import { ACK_LIMIT_MS, orderAll } from './node-orders.ts'
import { notNow } from './refusal.ts'

/** Two election timeouts of cluster time: by then the leader itself has given up. */
const TRANSFER_LIMIT_MS = 2_000

export class GroupFaults {
  readonly #supervisor: Supervisor
  readonly #hub: TraceHub

  constructor(supervisor: Supervisor, hub: TraceHub) {
    this.#supervisor = supervisor
    this.#hub = hub
  }

  fireTimers(nodes: readonly NodeId[], group: GroupName): Promise<Result<readonly NodeId[], Refusal>> {
    return orderAll(
      this.#supervisor,
      nodes.map((node) => ({ node, order: { t: 'timeout' as const, group } })),
    )
  }

  /** Answers when the other one leads, or why it does not. */
  async transfer({
    group,
    to,
  }: Extract<Fault, { kind: 'transfer' }>): Promise<Result<readonly NodeId[], Refusal>> {
    const { groups, clock } = this.#hub.view
    const known = groups[group]
    const leader = known === undefined ? null : confirmedLeader(this.#hub.view, known)
    const process = leader === null ? null : this.#supervisor.entries.get(leader.node)?.process
    if (leader === null || process === null || process === undefined)
      return err(notNow(`${group} has no leader now`))
    const limit = realWait(TRANSFER_LIMIT_MS / clock.rate + ACK_LIMIT_MS, 1)
    const ack = await process.ask({ t: 'transfer', group, to }, limit)
    if (ack === null) return err(notNow(`${leader.node} did not say what became of it`))
    return ack.ok ? ok([]) : err(notNow(`${leader.node} did not hand ${group} over: ${ack.message}`))
  }
}
