// What the write manager does beside answering: it registers brokers, marks the silent ones dead, orders
// brokers to host what the directory placed on them, moves replicas and spreads leaders. Each duty compares
// the plan with reality and does one step, so a successor simply goes on. Only the leader acts, and only once
// it serves reads: then its own first entry is applied, and with it everything that was decided before.

import type { Term } from '../../shared/ids.ts'
import { MANAGERS_GROUP, partitionName } from '../../shared/ids.ts'
import type { PartitionRecord } from '../../shared/protocol/directory.ts'
import { BROKER_DEAD_AFTER_MS, LAST_SEEN_WRITTEN_EVERY_MS } from '../../shared/protocol/limits.ts'
import type { Report } from '../../shared/protocol/report.ts'
import { CLOSE, HOST } from '../../shared/protocol/report.ts'
import type { Host } from '../host/port.ts'
import type { Directory } from '../machines/directory.ts'
import { placesOf } from '../machines/placement.ts'
import { Balancer } from './balancer.ts'
import { Draining } from './draining.ts'
import { Moves } from './moves.ts'
import type { HeardReport, Reports } from './reports.ts'
import { seenSince } from './seen.ts'
import { DUTY_MS, Steps } from './steps.ts'

/** A look at plan and reality; reports that change something are acted on at once. */
const LOOK_EVERY_MS = 250

interface Acting {
  readonly term: Term
  readonly since: number
}

export class Duties {
  readonly #host: Host
  readonly #directory: Directory
  readonly #reports: Reports
  readonly #steps: Steps
  readonly #moves: Moves
  readonly #draining: Draining
  readonly #balancer: Balancer
  /** The term this manager acts for as its leader, and since when; silence before that says nothing. */
  #acting: Acting | null = null
  #asking = false
  #noteSeenAt = 0

  constructor(host: Host, directory: Directory, reports: Reports) {
    this.#host = host
    this.#directory = directory
    this.#reports = reports
    this.#steps = new Steps(host)
    const ports = { host, directory, reports, steps: this.#steps }
    this.#moves = new Moves(ports)
    this.#draining = new Draining(ports)
    this.#balancer = new Balancer(ports)
    host.clock.every(LOOK_EVERY_MS, () => this.look())
  }

  /** Begins whatever is due. Cheap when nothing is. */
  look(): void {
    const acting = this.#leads()
    if (acting === null) return
    for (const heard of this.#reports.all()) this.#register(heard)
    this.#markSilent(acting.since)
    this.#noteSeen()
    for (const partition of this.#directory.partitions()) this.#orderHosting(partition)
    this.#moves.look(acting.since)
    this.#draining.look()
    this.#balancer.look(acting.since)
    for (const heard of this.#reports.all()) this.#closeLeft(heard)
  }

  #leads(): Acting | null {
    const status = this.#host.status(MANAGERS_GROUP)
    if (status?.role !== 'leader') this.#acting = null
    else if (this.#acting?.term !== status.term) {
      this.#acting = null
      void this.#begin(status.term)
    }
    return this.#acting
  }

  /** A leader serves reads once its own first entry is applied. */
  async #begin(term: Term): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    const ready = await this.#host.readIndex(MANAGERS_GROUP, DUTY_MS)
    this.#asking = false
    const status = this.#host.status(MANAGERS_GROUP)
    if (!ready.ok || status?.role !== 'leader' || status.term !== term) return
    this.#acting = { term, since: this.#host.clock.now() }
    this.look()
  }

  #register({ report, at }: HeardReport): void {
    if (this.#host.clock.now() - at > BROKER_DEAD_AFTER_MS) return
    const namesakes = this.#directory.brokers().filter(({ node }) => node === report.node)
    const known = namesakes.find(({ birth }) => birth === null || birth === report.birth)
    if (known?.state === 'removed') return
    const unchanged = known?.alive === true && known.birth !== null && sameAddress(known, report)
    if (unchanged) return
    // Its predecessor, whose folder is gone, has to be given up first.
    if (known === undefined && namesakes.some(({ alive }) => alive)) return
    const { node, host, httpPort, raftPort, birth } = report
    this.#steps.propose(`broker ${node}`, { op: 'brokerSeen', node, host, httpPort, raftPort, birth })
  }

  #markSilent(since: number): void {
    const now = this.#host.clock.now()
    for (const broker of this.#directory.brokers()) {
      const { id, node, alive, lastSeen } = broker
      const heardAt = Math.max(this.#reports.ofBroker(broker)?.at ?? 0, lastSeen, since)
      if (!alive || now - heardAt < BROKER_DEAD_AFTER_MS) continue
      const begun = this.#steps.propose(`broker ${node}`, { op: 'brokerAlive', broker: id, alive: false })
      if (!begun) continue
      const text = `${node} has not reported for ${BROKER_DEAD_AFTER_MS / 1000} s and counts as dead for placement`
      this.#host.trace({ kind: 'queue', node: this.#host.node, op: 'broker', text, outcome: 'ok' }, null)
    }
  }

  #noteSeen(): void {
    const now = this.#host.clock.now()
    if (now < this.#noteSeenAt) return
    this.#noteSeenAt = now + LAST_SEEN_WRITTEN_EVERY_MS
    const seen = seenSince(this.#directory, this.#reports)
    if (seen !== null) this.#steps.propose('seen', seen)
  }

  #orderHosting(partition: PartitionRecord): void {
    const { group, epoch, topic, replicas } = partition
    const brokers = replicas.flatMap(({ replicaId, brokerId }) => {
      const broker = this.#directory.broker(brokerId)
      return broker === undefined ? [] : [{ replica: replicaId, broker }]
    })
    const members = brokers.map(({ replica, broker }) => ({ replica, node: broker.node }))
    for (const { replica, broker } of brokers) {
      // The order goes to the folder the replica was placed on, never to one that took its name.
      const report = this.#reports.ofBroker(broker)?.report
      if (report === undefined || this.#reports.hosts(broker.node, group, replica)) continue
      const name = partitionName(topic, partition.partition)
      const order = { birth: report.birth, group, replica, name, epoch, members, learner: false }
      void this.#steps.order(`host ${group} ${broker.node}`, broker.node, HOST, order)
    }
  }

  /**
   * Replicas that are in no plan: moved away, or given up as learners. One that a newer plan has made is safe
   * from a deposed manager, because its broker knows the epoch of that plan.
   */
  #closeLeft({ report: { node, birth, groups }, at }: HeardReport): void {
    if (this.#host.clock.now() - at > BROKER_DEAD_AFTER_MS) return
    for (const { group, replicaId } of groups) {
      const partition = this.#directory.partitionOf(group)
      if (partition === undefined || placesOf(partition).some((place) => place.replicaId === replicaId))
        continue
      const order = { birth, group, replica: replicaId, epoch: partition.epoch }
      void this.#steps.order(`close ${group} ${node}`, node, CLOSE, order)
    }
  }
}

const sameAddress = (known: { host: string; httpPort: number; raftPort: number }, report: Report): boolean =>
  known.host === report.host && known.httpPort === report.httpPort && known.raftPort === report.raftPort
