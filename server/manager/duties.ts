// What the write manager does beside answering: it registers brokers, marks the silent ones dead, and
// orders brokers to host what the directory placed on them. Each duty compares the plan with reality and
// does one step, so a successor simply goes on. Only the leader acts, and only once it serves reads:
// then its own first entry is applied, and with it everything that was decided before.

import type { Json, NodeId } from '../../shared/ids.ts'
import { MANAGERS_GROUP, partitionName } from '../../shared/ids.ts'
import type { PartitionRecord } from '../../shared/protocol/directory.ts'
import { BROKER_DEAD_AFTER_MS } from '../../shared/protocol/limits.ts'
import type { HostOrder, Report } from '../../shared/protocol/report.ts'
import { HOST } from '../../shared/protocol/report.ts'
import type { Host } from '../host/port.ts'
import type { Directory } from '../machines/directory.ts'
import type { HeardReport, Reports } from './reports.ts'

/** A look at plan and reality; reports that change something are acted on at once. */
const LOOK_EVERY_MS = 250
const DEADLINE_MS = 3_000

export class Duties {
  readonly #host: Host
  readonly #directory: Directory
  readonly #reports: Reports
  /** Steps under way, by what they are about: none is begun twice. */
  readonly #busy = new Set<string>()
  /** Since when this manager leads; reports older than that say nothing about silence. */
  #leadsSince: number | null = null

  constructor(host: Host, directory: Directory, reports: Reports) {
    this.#host = host
    this.#directory = directory
    this.#reports = reports
    host.clock.every(LOOK_EVERY_MS, () => this.look())
  }

  /** Begins whatever is due. Cheap when nothing is. */
  look(): void {
    if (!this.#leads()) return
    for (const heard of this.#reports.all()) this.#register(heard)
    this.#markSilent()
    for (const partition of this.#directory.partitions()) this.#orderHosting(partition)
  }

  #leads(): boolean {
    const leads = this.#host.status(MANAGERS_GROUP)?.role === 'leader'
    this.#leadsSince = leads ? (this.#leadsSince ?? this.#host.clock.now()) : null
    return leads
  }

  #register({ report, at }: HeardReport): void {
    if (this.#host.clock.now() - at > BROKER_DEAD_AFTER_MS) return
    const known = this.#directory.brokers().find(({ node }) => node === report.node)
    if (known !== undefined && known.alive && sameAddress(known, report)) return
    const { node, host, httpPort, raftPort, birth } = report
    this.#propose(`broker ${node}`, { op: 'brokerSeen', node, host, httpPort, raftPort, birth })
  }

  #markSilent(): void {
    const now = this.#host.clock.now()
    for (const { id, node, alive } of this.#directory.brokers()) {
      const heardAt = Math.max(this.#reports.of(node)?.at ?? 0, this.#leadsSince ?? now)
      if (!alive || now - heardAt < BROKER_DEAD_AFTER_MS) continue
      this.#propose(`broker ${node}`, { op: 'brokerAlive', broker: id, alive: false })
      const text = `${node} has not reported for ${BROKER_DEAD_AFTER_MS / 1000} s and counts as dead for placement`
      this.#host.trace({ kind: 'queue', node: this.#host.node, op: 'broker', text, outcome: 'ok' }, null)
    }
  }

  #orderHosting(partition: PartitionRecord): void {
    const members = partition.replicas.flatMap(({ replicaId, brokerId }) => {
      const node = this.#directory.broker(brokerId)?.node
      return node === undefined ? [] : [{ replica: replicaId, node }]
    })
    for (const { replica, node } of members) {
      const report = this.#reports.of(node)?.report
      if (report === undefined || this.#reports.hosts(node, partition.group, replica)) continue
      const name = partitionName(partition.topic, partition.partition)
      const { group, epoch } = partition
      this.#order(node, { birth: report.birth, group, replica, name, epoch, members })
    }
  }

  #order(node: NodeId, order: HostOrder): void {
    const key = `host ${order.group} ${node}`
    if (this.#busy.has(key)) return
    this.#busy.add(key)
    void this.#host.call(node, HOST, order, DEADLINE_MS).finally(() => this.#busy.delete(key))
  }

  #propose(key: string, command: Readonly<Record<string, Json>>): void {
    if (this.#busy.has(key)) return
    this.#busy.add(key)
    const stamped = { ...command, at: this.#host.clock.now() }
    void this.#host
      .propose(MANAGERS_GROUP, stamped, DEADLINE_MS, 'duty')
      .finally(() => this.#busy.delete(key))
  }
}

const sameAddress = (known: { host: string; httpPort: number; raftPort: number }, report: Report): boolean =>
  known.host === report.host && known.httpPort === report.httpPort && known.raftPort === report.raftPort
