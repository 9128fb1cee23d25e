// Which three brokers a new partition goes to. Computed inside apply from replicated facts only, so every
// manager places alike: the live brokers with the fewest replicas, ties by lower id.

import { REPLICAS_PER_PARTITION } from '../../shared/protocol/limits.ts'
import type { BrokerRecord, PartitionRecord, ReplicaPlace } from '../../shared/protocol/directory.ts'

export interface Place {
  /** Broker ids, ascending. */
  readonly brokers: readonly number[]
  /** The one of them that fewest partitions prefer, ties by lower id; or the broker asked for. */
  readonly preferred: number
}

export const isLive = (broker: BrokerRecord): boolean => broker.alive && broker.state === 'active'

/** Where a partition has replicas, the one it is getting included. */
export const placesOf = ({ replicas, move }: PartitionRecord): readonly ReplicaPlace[] =>
  move === undefined ? replicas : [...replicas, move.add]

/** How much each broker has to carry; grows with each placement, so a batch of partitions spreads too. */
export class Load {
  readonly #replicas = new Map<number, number>()
  readonly #preferred = new Map<number, number>()

  constructor(partitions: Iterable<PartitionRecord>) {
    for (const partition of partitions) {
      const brokers = placesOf(partition).map(({ brokerId }) => brokerId)
      this.#add({ brokers, preferred: partition.preferred })
    }
  }

  /** `live` must hold enough brokers, `wanted` among them. */
  place(live: readonly number[], wanted?: number): Place {
    const others = live.filter((id) => id !== wanted).sort(fewest(this.#replicas))
    const chosen = wanted === undefined ? others : [wanted, ...others]
    const brokers = chosen.slice(0, REPLICAS_PER_PARTITION).sort((a, b) => a - b)
    const [byPreference = 0] = [...brokers].sort(fewest(this.#preferred))
    const place = { brokers, preferred: wanted ?? byPreference }
    this.#add(place)
    return place
  }

  #add({ brokers, preferred }: Place): void {
    for (const id of brokers) this.#replicas.set(id, (this.#replicas.get(id) ?? 0) + 1)
    this.#preferred.set(preferred, (this.#preferred.get(preferred) ?? 0) + 1)
  }
}

const fewest =
  (counts: ReadonlyMap<number, number>) =>
  (a: number, b: number): number =>
    (counts.get(a) ?? 0) - (counts.get(b) ?? 0) || a - b
