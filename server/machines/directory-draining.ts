// Taking a broker out of the cluster. It is marked first, so that nothing more is placed on it; then the managers
// move away what it holds, one replica at a time; and only when it holds nothing it is removed. It goes on serving
// until then. Its process plays no part: a broker that will never run again is removed in the same way.

import { partitionName } from '../../shared/ids.ts'
import type {
  BrokerDraining,
  BrokerMarked,
  BrokerRecord,
  DirectoryCommandOf,
  PartitionRecord,
} from '../../shared/protocol/directory.ts'
import { REPLICAS_PER_PARTITION } from '../../shared/protocol/limits.ts'
import type { DirectoryState } from './directory-state.ts'
import { noSuchBroker } from './directory-topics.ts'
import { isLive, placesOf } from './placement.ts'
import { done, refuse } from './replicated.ts'
import type { Answer, Stamp } from './replicated.ts'

/** By group; one that is moving to or from this broker is among them. */
export const hostedBy = (state: DirectoryState, broker: number): PartitionRecord[] =>
  [...state.groups.values()].filter((partition) =>
    placesOf(partition).some(({ brokerId }) => brokerId === broker),
  )

/** Repeated, it says how far it has come. */
export function drainBroker(
  state: DirectoryState,
  { broker }: DirectoryCommandOf<'drainBroker'>,
  stamp: Stamp,
): Answer {
  const known = state.brokers.get(broker)
  if (known === undefined) return noSuchBroker(broker)
  if (known.state !== 'active') return done(drainingOf(state, known))
  const others = [...state.brokers.values()].filter((each) => each.id !== broker && isLive(each)).length
  if (others < REPLICAS_PER_PARTITION) {
    const message = `without broker ${broker} there are ${others} live brokers, and a partition needs ${REPLICAS_PER_PARTITION}`
    return refuse('would-lose-replicas', message, { alive: others, needed: REPLICAS_PER_PARTITION })
  }
  const draining: BrokerRecord = { ...known, state: 'draining' }
  state.brokers.set(broker, draining)
  state.version = stamp.index
  return done(drainingOf(state, draining))
}

export function brokerGone(
  state: DirectoryState,
  { broker }: DirectoryCommandOf<'brokerGone'>,
  stamp: Stamp,
): Answer {
  const known = state.brokers.get(broker)
  if (known === undefined) return noSuchBroker(broker)
  const left = hostedBy(state, broker).length
  if (known.state === 'active') return refuse('busy', `broker ${broker} is not being removed`)
  if (left > 0) return refuse('busy', `broker ${broker} still holds ${left} replicas`)
  if (known.state === 'draining') {
    state.brokers.set(broker, { ...known, alive: false, state: 'removed' })
    state.version = stamp.index
  }
  return done<BrokerMarked>({ brokerId: broker, alive: false, state: 'removed' })
}

const drainingOf = (state: DirectoryState, { id, state: now }: BrokerRecord): BrokerDraining => ({
  brokerId: id,
  state: now,
  partitions: hostedBy(state, id).map(({ topic, partition }) => partitionName(topic, partition)),
})
