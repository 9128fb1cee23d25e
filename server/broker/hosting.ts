// The replicas this broker holds: opened from its files at the start, made and ended by the managers' orders
// later. A message never creates one; an order for another birth of this folder, or of an older epoch than
// one heard before, is refused.

import type { GroupId, Json, LogIndex } from '../../shared/ids.ts'
import type { CloseOrder, HostOrder } from '../../shared/protocol/report.ts'
import type { Host } from '../host/port.ts'
import type { Partition } from '../machines/partition.ts'
import { createPartition } from '../machines/partition.ts'
import type { NodeStorage, ReplicaRecord } from '../storage/port.ts'

export interface Held {
  readonly record: ReplicaRecord
  readonly partition: Partition
}

export interface HostingEvents {
  /** Told after each apply, so that viewers can be. */
  readonly onApplied: (held: Held, index: LogIndex, reply: Json, command: Json) => void
  /** A snapshot took the place of the whole state. */
  readonly onRestored: (held: Held) => void
  /** This broker leads a partition from now on: everybody who routes wants to know. */
  readonly onLeads: () => void
}

export class Hosting {
  readonly #host: Host
  readonly #storage: NodeStorage
  readonly #events: HostingEvents
  readonly #held = new Map<GroupId, Held>()
  /** Orders being carried out, by group: the next one is judged when the first is done. */
  readonly #running = new Map<GroupId, Promise<string | null>>()
  /**
   * The newest epoch of each group that an order named. In memory: an order older than a restart of this
   * process cannot reach it, since it ends with its connection.
   */
  readonly #epochs = new Map<GroupId, number>()

  constructor(host: Host, storage: NodeStorage, events: HostingEvents) {
    this.#host = host
    this.#storage = storage
    this.#events = events
  }

  async openRecovered(): Promise<string | null> {
    for (const { record } of this.#storage.replicas) {
      const problem = await this.#open(record)
      if (problem !== null) return problem
    }
    return null
  }

  get(group: GroupId): Held | undefined {
    return this.#held.get(group)
  }

  all(): readonly Held[] {
    return [...this.#held.values()]
  }

  epochOf(group: GroupId): number | undefined {
    return this.#epochs.get(group)
  }

  /** Null: the order is of the newest epoch known here, and that is noted. Else why not. */
  judgeEpoch(group: GroupId, epoch: number): string | null {
    const known = this.#epochs.get(group) ?? 0
    if (epoch < known) return `the order is of epoch ${epoch}; group ${group} is in epoch ${known} here`
    this.#epochs.set(group, epoch)
    return null
  }

  /** Null once the replica runs and its identity is durable; else why not. */
  obey(order: HostOrder): Promise<string | null> {
    return this.#inTurn(order, () => {
      const held = this.#held.get(order.group)
      return held === undefined
        ? this.#open(recordOf(order))
        : Promise.resolve(sameReplica(held.record, order))
    })
  }

  /** Null once nothing of the replica is left but its tombstone; also if it was not here. */
  close(order: CloseOrder): Promise<string | null> {
    return this.#inTurn(order, async () => {
      const held = this.#held.get(order.group)
      if (held?.record.replica !== order.replica) return null
      const closed = await this.#host.close(order.group)
      if (!closed.ok) return closed.error.message
      this.#held.delete(order.group)
      return null
    })
  }

  /** One order at a time for each group. */
  #inTurn(order: CloseOrder, act: () => Promise<string | null>): Promise<string | null> {
    const before = this.#running.get(order.group)
    const mine = (async () => {
      // Its own caller hears of a failure.
      await before?.catch(() => null)
      return this.#judge(order) ?? act()
    })()
    this.#running.set(order.group, mine)
    const done = (): void => {
      if (this.#running.get(order.group) === mine) this.#running.delete(order.group)
    }
    void mine.then(done, done)
    return mine
  }

  #judge({ birth, group, epoch }: CloseOrder): string | null {
    if (birth === this.#storage.birth) return this.judgeEpoch(group, epoch)
    return `the order is for birth ${birth} of this folder, which is ${this.#storage.birth}`
  }

  async #open(record: ReplicaRecord): Promise<string | null> {
    const held: Held = { record, partition: createPartition() }
    const opened = await this.#host.open({
      record,
      machine: held.partition,
      onApplied: (index, reply, command) => this.#events.onApplied(held, index, reply, command),
      onRestored: () => this.#events.onRestored(held),
      onRole: (role) => (role === 'leader' ? this.#events.onLeads() : undefined),
    })
    if (!opened.ok) return opened.error.message
    this.#held.set(record.group, held)
    this.#epochs.set(record.group, Math.max(record.epoch, this.#epochs.get(record.group) ?? 0))
    return null
  }
}

function sameReplica(record: ReplicaRecord, order: HostOrder): string | null {
  if (record.replica === order.replica) return null
  return `${record.name} is held here as replica ${record.replica} of epoch ${record.epoch}, not as ${order.replica} of epoch ${order.epoch}`
}

function recordOf({ group, replica, name, epoch, members, learner }: HostOrder): ReplicaRecord {
  const others = members.map((member) => member.replica).filter((id) => id !== replica)
  const conf = learner
    ? { voters: others, outgoing: [], learners: [replica] }
    : { voters: members.map((member) => member.replica), outgoing: [], learners: [] }
  return { group, replica, name, epoch, conf, members }
}
