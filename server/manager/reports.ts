// The newest report of every broker, in memory at each manager: a new write manager knows the world at
// once. Who leads a partition is learned here, highest term first.

import type { GroupId, NodeId } from '../../shared/ids.ts'
import type { BrokerRecord } from '../../shared/protocol/directory.ts'
import type { Report, ReportedGroup } from '../../shared/protocol/report.ts'
import { Activity } from './activity.ts'

export interface HeardReport {
  readonly report: Report
  readonly at: number
}

export type ClientKind = 'producer' | 'consumer'

export interface PartitionFacts {
  readonly leader: NodeId | null
  readonly last: number
}

export interface LeaderReport {
  readonly node: NodeId
  readonly at: number
  readonly facts: ReportedGroup
}

export class Reports {
  readonly activity = new Activity()
  readonly #byNode = new Map<NodeId, HeardReport>()
  readonly #lastSeen = { producer: new Map<number, number>(), consumer: new Map<number, number>() }

  note(report: Report, at: number): void {
    this.#byNode.set(report.node, { report, at })
    this.activity.note(report.groups, at)
    for (const id of report.producers) this.noteClient('producer', id, at)
    for (const id of report.consumers) this.noteClient('consumer', id, at)
  }

  /** Of a broker that is none any more. */
  forget({ node, birth }: Pick<BrokerRecord, 'node' | 'birth'>): void {
    if (this.ofBroker({ node, birth }) !== undefined) this.#byNode.delete(node)
  }

  noteClient(kind: ClientKind, id: number, at: number): void {
    this.#lastSeen[kind].set(id, Math.max(at, this.#lastSeen[kind].get(id) ?? 0))
  }

  clientSeen(kind: ClientKind, id: number): number | undefined {
    return this.#lastSeen[kind].get(id)
  }

  of(node: NodeId): HeardReport | undefined {
    return this.#byNode.get(node)
  }

  all(): readonly HeardReport[] {
    return [...this.#byNode.values()]
  }

  /** What this broker itself reported. A folder of another birth under its name is another broker (B17). */
  ofBroker({ node, birth }: Pick<BrokerRecord, 'node' | 'birth'>): HeardReport | undefined {
    const heard = this.#byNode.get(node)
    return birth === null || heard?.report.birth === birth ? heard : undefined
  }

  hosts(node: NodeId, group: GroupId, replicaId: number): boolean {
    const groups = this.#byNode.get(node)?.report.groups ?? []
    return groups.some((one) => one.group === group && one.replicaId === replicaId)
  }

  /** What that leader itself reported, and when. */
  leaderOf(group: GroupId, after: number): LeaderReport | null {
    let found: LeaderReport | null = null
    for (const { report, at } of this.#byNode.values()) {
      const facts = report.groups.find((one) => one.group === group)
      if (facts?.role !== 'leader' || at < after || facts.term <= (found?.facts.term ?? 0)) continue
      found = { node: report.node, at, facts }
    }
    return found
  }

  /** The leader of the newest term somebody claims, among brokers heard since `after`. */
  partition(group: GroupId, after: number): PartitionFacts {
    let last = 0
    for (const { report } of this.#byNode.values())
      last = Math.max(last, report.groups.find((one) => one.group === group)?.last ?? 0)
    const leader = this.leaderOf(group, after)?.node ?? null
    return { leader, last }
  }
}
