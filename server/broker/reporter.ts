// A broker's reports: health, discovery and the newest facts of its partitions in one message. Nobody asks
// for them, and the answer tells where other brokers listen.

import type { Json, NodeId } from '../../shared/ids.ts'
import { BROKER_REPORT_MS } from '../../shared/protocol/limits.ts'
import type { Report } from '../../shared/protocol/report.ts'
import { FIRST_REPORT_MS, REPORT, reportReplySchema } from '../../shared/protocol/report.ts'
import type { NodeConfig } from '../../shared/protocol/uplink.ts'
import type { Host } from '../host/port.ts'
import type { NodeStorage } from '../storage/port.ts'
import type { Hosting } from './hosting.ts'

type Served = Pick<Report, 'producers' | 'consumers'>
/** Clients are named in the regular reports, which go to all managers. */
const NOBODY: Served = { producers: [], consumers: [] }

export class Reporter {
  readonly #host: Host
  readonly #config: NodeConfig
  readonly #storage: NodeStorage
  readonly #hosting: Hosting
  readonly #served = { producer: new Set<number>(), consumer: new Set<number>() }
  readonly #asked = new Set<NodeId>()
  /** Managers that are told again as soon as they have answered. */
  readonly #again = new Set<NodeId>()
  #managers: readonly NodeId[]
  /** As the managers gave it; null until they have registered this broker. */
  brokerId: number | null = null
  heard = false

  constructor(host: Host, config: NodeConfig, storage: NodeStorage, hosting: Hosting) {
    this.#host = host
    this.#config = config
    this.#storage = storage
    this.#hosting = hosting
    this.#managers = config.peers.map(({ node }) => node)
    this.#next()
  }

  /** Those that answered last come first. */
  managers(): readonly NodeId[] {
    return this.#managers
  }

  served(kind: 'producer' | 'consumer', id: number): void {
    this.#served[kind].add(id)
  }

  /** Something changed that the managers wait for. */
  soon(): void {
    for (const node of this.#asked) this.#again.add(node)
    this.#report(NOBODY)
  }

  #next(): void {
    const pause = this.brokerId !== null ? BROKER_REPORT_MS : FIRST_REPORT_MS
    this.#host.clock.after(pause, () => {
      this.#report(this.#takeServed())
      this.#next()
    })
  }

  #report(served: Served): void {
    const free = this.#config.peers.map(({ node }) => node).filter((node) => !this.#asked.has(node))
    if (free.length === 0) return
    const report = this.#make(served)
    for (const node of free) void this.#tell(node, report)
  }

  /** One open report per manager: a dead one must not pile them up. */
  async #tell(node: NodeId, report: Report): Promise<void> {
    this.#asked.add(node)
    const answer = await this.#host.call(node, REPORT, report, BROKER_REPORT_MS)
    this.#asked.delete(node)
    if (answer.ok) this.#answered(node, answer.value)
    if (this.#again.delete(node)) await this.#tell(node, this.#make(NOBODY))
  }

  #answered(node: NodeId, raw: Json): void {
    const reply = reportReplySchema.safeParse(raw)
    if (!reply.success) return
    const { brokerId, brokers } = reply.data
    this.heard = true
    if (brokerId !== null) this.brokerId = brokerId
    this.#managers = [node, ...this.#managers.filter((other) => other !== node)]
    this.#host.setPeers(
      brokers
        .filter((broker) => broker.node !== this.#host.node)
        .map((broker) => ({ node: broker.node, host: broker.host, port: broker.raftPort })),
    )
  }

  #make(served: Served): Report {
    return {
      node: this.#host.node,
      host: this.#config.host,
      httpPort: this.#config.httpPort,
      raftPort: this.#config.raftPort,
      birth: this.#storage.birth,
      groups: this.#host.groups().map((status) => ({
        group: status.group,
        replicaId: status.replicaId,
        role: status.role,
        term: status.term,
        leader: status.leader,
        epoch: this.#hosting.epochOf(status.group) ?? status.epoch,
        last: this.#hosting.get(status.group)?.partition.last() ?? 0,
        entries: status.last,
        members:
          status.role === 'leader' ? { voters: [...status.voters], learners: [...status.learners] } : null,
      })),
      ...served,
    }
  }

  #takeServed(): Served {
    const { producer, consumer } = this.#served
    const served = { producers: [...producer], consumers: [...consumer] }
    producer.clear()
    consumer.clear()
    return served
  }
}
