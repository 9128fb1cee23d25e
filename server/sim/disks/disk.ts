// The disk of one simulated node. It tells the world what is durable; the node learns it through `done`, as a
// real one does. Two kinds: whole records (fast), and the real files over simulated bytes (files.ts).

import type { GroupId } from '../../../shared/ids.ts'
import { assert } from '../../../shared/assert.ts'
import type { Random } from '../../../shared/random.ts'
import type { PutRecord } from '../../storage/port.ts'
import type { Marks } from '../marks.ts'
import type { DiskOptions } from '../options.ts'
import type { Micros, Timeline } from '../timeline.ts'
import { DurableReplica } from './durable.ts'

export interface SimDisk {
  /** What a new process finds. Null: the machine stopped in the middle of the recovery, try again later. */
  open(): DurableNode | null
  /** One at a time. `done(false)`: the disk failed, and the process must end (B41). */
  append(batch: readonly PutRecord[], done: (ok: boolean) => void): void
  /** The process is gone, and with it what `how` says of what was not synced. */
  crash(): void
  /** Multiplies every latency from now on; 1 is normal. */
  slow(factor: number): void
}

export interface DiskParts {
  readonly node: number
  readonly options: DiskOptions
  readonly random: Random
  readonly timeline: Timeline
  readonly durable: DurableNode
  readonly marks: Marks
}

/** All replicas of one node, over all its lives. */
export class DurableNode {
  readonly replicas: ReadonlyMap<GroupId, DurableReplica>
  readonly #onDurable: (record: PutRecord) => void

  constructor(groups: readonly GroupId[], onDurable: (record: PutRecord) => void) {
    this.replicas = new Map(groups.map((group) => [group, new DurableReplica()]))
    this.#onDurable = onDurable
  }

  of(group: GroupId): DurableReplica {
    const replica = this.replicas.get(group)
    assert(replica !== undefined, () => `no files of group ${group}`)
    return replica
  }

  apply(records: readonly PutRecord[]): void {
    for (const record of records) {
      this.of(record.group).apply(record)
      this.#onDurable(record)
    }
  }
}

export const between = (random: Random, [low, high]: readonly [Micros, Micros]): Micros =>
  random.int(low, Math.max(low, high))
