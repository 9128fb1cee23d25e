// What the write manager does beside answering: it registers brokers, marks the silent ones dead, and
// orders brokers to host what the directory placed on them. Each duty compares the plan with reality and
// does one step, so a successor simply goes on. Only the leader acts, and only once it serves reads:
// then its own first entry is applied, and with it everything that was decided before.

import type { Json, NodeId, Term } from '../../shared/ids.ts'
import { MANAGERS_GROUP, partitionName } from '../../shared/ids.ts'
import type { PartitionRecord } from '../../shared/protocol/directory.ts'
import { BROKER_DEAD_AFTER_MS, LAST_SEEN_WRITTEN_EVERY_MS } from '../../shared/protocol/limits.ts'
import type { HostOrder, Report } from '../../shared/protocol/report.ts'
import { HOST } from '../../shared/protocol/report.ts'
import { replySchema } from '../../shared/protocol/request.ts'
import type { Host } from '../host/port.ts'
import type { Directory } from '../machines/directory.ts'
import type { HeardReport, Reports } from './reports.ts'
import { seenSince } from './seen.ts'

/** A look at plan and reality; reports that change something are acted on at once. */
const LOOK_EVERY_MS = 250
const DEADLINE_MS = 3_000
/** What the directory refused is not asked again at every look: each refusal is an entry of the log too. */
const REST_AFTER_REFUSAL_MS = BROKER_DEAD_AFTER_MS

type Change = Readonly<Record<string, Json>>

interface Acting {
  readonly term: Term
  readonly since: number
}

export class Duties {
  readonly #host: Host
  readonly #directory: Directory
  readonly #reports: Reports
  /** Steps under way, by what they are about: none is begun twice. */
  readonly #busy = new Set<string>()
  readonly #restUntil = new Map<string, number>()
  /** The term this manager acts for as its leader, and since when; silence before that says nothing. */
  #acting: Acting | null = null
  #asking = false
  #noteSeenAt = 0

  constructor(host: Host, directory: Directory, reports: Reports) {
    this.#host = host
    this.#directory = directory
    this.#reports = reports
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
    const ready = await this.#host.readIndex(MANAGERS_GROUP, DEADLINE_MS)
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
    const unchanged = known?.alive === true && known.birth !== null && sameAddress(known, report)
    if (unchanged) return
    // Its predecessor, whose folder is gone, has to be given up first.
    if (known === undefined && namesakes.some(({ alive }) => alive)) return
    const { node, host, httpPort, raftPort, birth } = report
    this.#propose(`broker ${node}`, { op: 'brokerSeen', node, host, httpPort, raftPort, birth })
  }

  #markSilent(since: number): void {
    const now = this.#host.clock.now()
    for (const broker of this.#directory.brokers()) {
      const { id, node, alive, lastSeen } = broker
      const heardAt = Math.max(this.#reports.ofBroker(broker)?.at ?? 0, lastSeen, since)
      if (!alive || now - heardAt < BROKER_DEAD_AFTER_MS) continue
      const begun = this.#propose(`broker ${node}`, { op: 'brokerAlive', broker: id, alive: false })
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
    if (seen !== null) this.#propose('seen', seen)
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
      this.#order(broker.node, { birth: report.birth, group, replica, name, epoch, members })
    }
  }

  #order(node: NodeId, order: HostOrder): void {
    const key = `host ${order.group} ${node}`
    if (this.#busy.has(key)) return
    this.#busy.add(key)
    void this.#host.call(node, HOST, order, DEADLINE_MS).finally(() => this.#busy.delete(key))
  }

  /** False: this is under way, or was refused a moment ago. */
  #propose(key: string, command: Change): boolean {
    const now = this.#host.clock.now()
    if (this.#busy.has(key) || now < (this.#restUntil.get(key) ?? 0)) return false
    this.#busy.add(key)
    void this.#proposed({ ...command, at: now }).then((done) => {
      this.#busy.delete(key)
      if (done) this.#restUntil.delete(key)
      else this.#restUntil.set(key, this.#host.clock.now() + REST_AFTER_REFUSAL_MS)
    })
    return true
  }

  /** False: the directory said no. An unknown outcome shows in the directory, at the next look. */
  async #proposed(command: Change): Promise<boolean> {
    const result = await this.#host.propose(MANAGERS_GROUP, command, DEADLINE_MS, 'duty')
    return result.outcome !== 'applied' || replySchema.parse(result.reply).ok
  }
}

const sameAddress = (known: { host: string; httpPort: number; raftPort: number }, report: Report): boolean =>
  known.host === report.host && known.httpPort === report.httpPort && known.raftPort === report.raftPort
