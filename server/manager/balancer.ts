// The write manager spreads the leaders of partitions over the brokers, one transfer at a time, and only in
// calm: while replicas move or anybody is being elected, what is reported changes faster than it is read.

import { partitionName } from '../../shared/ids.ts'
import type { BrokerRecord, PartitionRecord } from '../../shared/protocol/directory.ts'
import {
  BALANCE_CALM_MS,
  BALANCE_EVERY_MS,
  BALANCE_REST_MS,
  BROKER_DEAD_AFTER_MS,
} from '../../shared/protocol/limits.ts'
import type { MemberOrder } from '../../shared/protocol/report.ts'
import { MEMBERS } from '../../shared/protocol/report.ts'
import { isLive } from '../machines/placement.ts'
import type { LeaderSight } from './leader-balance.ts'
import { nextHandover } from './leader-balance.ts'
import type { MovePorts } from './moves.ts'

export class Balancer {
  readonly #ports: MovePorts
  /** By group and broker: transfers that failed. */
  readonly #restUntil = new Map<string, number>()
  #nextAt = 0
  #busy = false

  constructor(ports: MovePorts) {
    this.#ports = ports
  }

  /** `since`: when this manager began to act; of elections before that it may know nothing. */
  look(since: number): void {
    const { host, directory, reports } = this.#ports
    const now = host.clock.now()
    if (this.#busy || now < this.#nextAt) return
    this.#nextAt = now + BALANCE_EVERY_MS
    if (directory.paused() || directory.moving() !== undefined) return
    if (now - Math.max(since, reports.activity.electedAt()) < BALANCE_CALM_MS) return
    const next = nextHandover(this.#sight(now))
    const partition = next === null ? undefined : directory.partitionOf(next.group)
    const heir = next === null ? undefined : directory.broker(next.to)
    if (partition === undefined || heir === undefined) return
    this.#busy = true
    void this.#handOver(partition, heir).finally(() => (this.#busy = false))
  }

  #sight(now: number): LeaderSight {
    const { directory, reports } = this.#ports
    const after = now - BROKER_DEAD_AFTER_MS
    const live = directory
      .brokers()
      .filter((broker) => isLive(broker) && (reports.ofBroker(broker)?.at ?? -Infinity) >= after)
    const led = directory.partitions().flatMap((record) => {
      const leader = reports.leaderOf(record.group, after)
      if (leader === null) return []
      const messagesPerSecond = reports.activity.messagesPerSecond(record.group, now)
      const rests = record.replicas
        .map(({ brokerId }) => brokerId)
        .filter((broker) => now < (this.#restUntil.get(transferKey(record.group, broker)) ?? 0))
      return [{ record, facts: leader.facts, messagesPerSecond, rests }]
    })
    return { live: new Set(live.map(({ id }) => id)), led }
  }

  async #handOver(partition: PartitionRecord, heir: BrokerRecord): Promise<void> {
    const { group, epoch } = partition
    const { id, node: to } = heir
    const { host, reports, steps } = this.#ports
    const leader = reports.leaderOf(group, 0)
    if (leader === null) return
    const name = partitionName(partition.topic, partition.partition)
    this.#tell(partition, `the managers hand ${name} over to ${to} to spread leaders`, 'ok')
    const order: MemberOrder = { order: 'transfer', group, epoch, to }
    if (await steps.order(`members ${group}`, leader.node, MEMBERS, order)) return
    this.#restUntil.set(transferKey(group, id), host.clock.now() + BALANCE_REST_MS)
    this.#tell(partition, `${name} was not handed over to ${to}, and is not for a while`, 'refused')
  }

  #tell({ topic, partition }: PartitionRecord, text: string, outcome: 'ok' | 'refused'): void {
    const { host } = this.#ports
    const group = partitionName(topic, partition)
    host.trace({ kind: 'queue', node: host.node, group, op: 'partition', topic, text, outcome }, null)
  }
}

const transferKey = (group: number, broker: number): string => `${group} to ${broker}`
