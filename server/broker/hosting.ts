// The replicas this broker holds: opened from its files at the start, and by the managers' orders later.
// A message never creates one; an order for another birth of this folder, or an older epoch, is refused.

import type { GroupId, Json, LogIndex } from '../../shared/ids.ts'
import type { HostOrder } from '../../shared/protocol/report.ts'
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
  /** This broker leads a partition from now on: everybody who routes wants to know. */
  readonly onLeads: () => void
}

export class Hosting {
  readonly #host: Host
  readonly #storage: NodeStorage
  readonly #events: HostingEvents
  readonly #held = new Map<GroupId, Held>()
  /** Orders being carried out: the same order repeated meanwhile waits for the first. */
  readonly #opening = new Map<GroupId, Promise<string | null>>()

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

  /** Null once the replica runs and its identity is durable; else why not. */
  obey(order: HostOrder): Promise<string | null> {
    if (order.birth !== this.#storage.birth) {
      return Promise.resolve(
        `the order is for birth ${order.birth} of this folder, which is ${this.#storage.birth}`,
      )
    }
    const held = this.#held.get(order.group)
    if (held !== undefined) return Promise.resolve(sameOrder(held.record, order))
    const running = this.#opening.get(order.group)
    // The next order may be another one, so it is judged when the first is done.
    if (running !== undefined) return running.then((problem) => problem ?? this.obey(order))
    const opening = this.#open(recordOf(order)).finally(() => this.#opening.delete(order.group))
    this.#opening.set(order.group, opening)
    return opening
  }

  async #open(record: ReplicaRecord): Promise<string | null> {
    const held: Held = { record, partition: createPartition() }
    const opened = await this.#host.open({
      record,
      machine: held.partition,
      onApplied: (index, reply, command) => this.#events.onApplied(held, index, reply, command),
      onRole: (role) => (role === 'leader' ? this.#events.onLeads() : undefined),
    })
    if (!opened.ok) return opened.error.message
    this.#held.set(record.group, held)
    return null
  }
}

function sameOrder(record: ReplicaRecord, order: HostOrder): string | null {
  if (order.epoch < record.epoch)
    return `the order is of epoch ${order.epoch}; ${record.name} is held here in epoch ${record.epoch}`
  if (record.replica === order.replica) return null
  return `${record.name} is held here as replica ${record.replica} of epoch ${record.epoch}, not as ${order.replica} of epoch ${order.epoch}`
}

const recordOf = (order: HostOrder): ReplicaRecord => ({
  group: order.group,
  replica: order.replica,
  name: order.name,
  epoch: order.epoch,
  conf: { voters: order.members.map(({ replica }) => replica), outgoing: [], learners: [] },
  members: order.members,
})
