// The disk of one simulated node. It tells the world what is durable; the node learns it through `done`, as a
// real one does. Two kinds: whole records (fast), and the real files over simulated bytes (files.ts).

import type { GroupId, ReplicaId } from '../../../shared/ids.ts'
import { assert } from '../../../shared/assert.ts'
import type { Random } from '../../../shared/random.ts'
import type { PutRecord } from '../../storage/port.ts'
import type { Marks } from '../marks.ts'
import type { DiskOptions } from '../options.ts'
import type { Roster } from '../roster.ts'
import type { Micros, Timeline } from '../timeline.ts'
import { DurableReplica } from './durable.ts'
import type { SnapshotShelf } from './shelf.ts'

/** `crashed`: the machine stopped in the middle of the recovery. `refused`: damage was found, for good (B43). */
export type Opened =
  | { readonly kind: 'open'; readonly files: DurableNode }
  | { readonly kind: 'crashed' }
  | { readonly kind: 'refused'; readonly why: string }

export interface SimDisk extends SnapshotShelf {
  /** What a new process finds. */
  open(): Opened
  /** One at a time. `done(false)`: the disk failed, and the process must end (B41). */
  append(batch: readonly PutRecord[], done: (ok: boolean) => void): void
  /** The process is gone, and with it what the options say of what was not synced. */
  crash(): void
  /** Multiplies every latency from now on; 1 is normal. */
  slow(factor: number): void
  /** The next append fails. */
  failNext(): void
  /** One bit of what lies there turns over, while nobody runs; false: this disk knows no bits. */
  flipBit(random: Random): boolean
}

export interface DiskParts {
  readonly node: number
  readonly options: DiskOptions
  readonly random: Random
  readonly timeline: Timeline
  readonly durable: DurableNode
  readonly roster: Roster
  readonly marks: Marks
}

/** All replicas of one node, over all its lives. */
export class DurableNode {
  readonly #replicas = new Map<GroupId, DurableReplica>()
  readonly #onDurable: (record: PutRecord) => void

  constructor(onDurable: (record: PutRecord) => void) {
    this.#onDurable = onDurable
  }

  get replicas(): ReadonlyMap<GroupId, DurableReplica> {
    return this.#replicas
  }

  of(group: GroupId): DurableReplica {
    const replica = this.#replicas.get(group)
    assert(replica !== undefined, () => `no files of group ${group}`)
    return replica
  }

  place(group: GroupId, id: ReplicaId): DurableReplica {
    const replica = new DurableReplica(id)
    this.#replicas.set(group, replica)
    return replica
  }

  remove(group: GroupId): void {
    this.#replicas.delete(group)
  }

  apply(records: readonly PutRecord[]): void {
    for (const record of records) {
      const replica = this.#replicas.get(record.group)
      // Its replica was closed while the write was on its way.
      if (replica === undefined) continue
      replica.apply(record)
      this.#onDurable(record)
    }
  }
}

export const between = (random: Random, [low, high]: readonly [Micros, Micros]): Micros =>
  random.int(low, Math.max(low, high))
