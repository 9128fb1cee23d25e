// The write manager empties brokers that are to be removed: whatever such a broker holds is planned away, one replica
// after another, to the broker that holds least; the moves themselves are those that anybody may ask for. What is
// still to do is read from the directory at every look, so a successor simply goes on.

import { partitionName } from '../../shared/ids.ts'
import type { BrokerRecord, PartitionRecord } from '../../shared/protocol/directory.ts'
import { BROKER_DEAD_AFTER_MS } from '../../shared/protocol/limits.ts'
import { isLive, placesOf } from '../machines/placement.ts'
import type { MovePorts } from './moves.ts'

export class Draining {
  readonly #ports: MovePorts

  constructor(ports: MovePorts) {
    this.#ports = ports
  }

  look(): void {
    const { directory } = this.#ports
    for (const broker of directory.brokers()) {
      if (broker.state !== 'draining') continue
      const held = directory.hostedBy(broker.id)
      if (held.length === 0) this.#finish(broker)
      else if (directory.moving() === undefined) this.#moveOne(broker, held)
    }
  }

  /** Another move may have been planned meanwhile: then the directory says no, and there is another look. */
  #moveOne({ id, node }: BrokerRecord, held: readonly PartitionRecord[]): void {
    for (const partition of held) {
      // On hold: its own move comes first, whenever that is.
      if (partition.move !== undefined) continue
      const heir = this.#heirFor(partition)
      if (heir === undefined) continue
      const { topic, partition: number } = partition
      const plan = { op: 'planMove', topic, partition: number, from: id, to: heir.id }
      if (this.#ports.steps.propose('drain', plan))
        this.#tell(
          `${partitionName(topic, number)} moves from ${node}, which is to be removed, to ${heir.node}`,
        )
      return
    }
  }

  /** Heard lately: what is placed on a silent one would have to wait for it. */
  #heirFor(partition: PartitionRecord): BrokerRecord | undefined {
    const { host, directory, reports } = this.#ports
    const after = host.clock.now() - BROKER_DEAD_AFTER_MS
    const taken = placesOf(partition).map(({ brokerId }) => brokerId)
    const [heir] = directory
      .brokers()
      .filter(
        (each) => isLive(each) && !taken.includes(each.id) && (reports.ofBroker(each)?.at ?? 0) >= after,
      )
      .map((broker) => ({ broker, load: directory.hostedBy(broker.id).length }))
      .sort((a, b) => a.load - b.load || a.broker.id - b.broker.id)
    return heir?.broker
  }

  #finish({ id, node }: BrokerRecord): void {
    if (this.#ports.steps.propose(`gone ${id}`, { op: 'brokerGone', broker: id }))
      this.#tell(`${node} holds nothing any more and is no broker of this cluster now`)
  }

  #tell(text: string): void {
    const { host } = this.#ports
    host.trace({ kind: 'queue', node: host.node, op: 'broker', text, outcome: 'ok' }, null)
  }
}
