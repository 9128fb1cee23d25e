// Brokers: who they are, where they are, whether they live. Dead affects placement and routing only; a dead
// broker keeps its replicas. Times of last hearing are for people and change no version.

import type { NodeId } from '../../shared/ids.ts'
import type {
  BrokerMarked,
  BrokerRecord,
  BrokerSeen,
  ClientRecord,
  DirectoryCommandOf,
} from '../../shared/protocol/directory.ts'
import { MAX_BROKERS } from '../../shared/protocol/limits.ts'
import type { DirectoryState } from './directory-state.ts'
import { limitReached, noSuchBroker } from './directory-topics.ts'
import { done, refuse } from './replicated.ts'
import type { Answer, Stamp } from './replicated.ts'

type Seen = DirectoryCommandOf<'brokerSeen'>

/** Registers an unknown broker, revives a dead one, notes a new address. */
export function brokerSeen(state: DirectoryState, command: Seen, stamp: Stamp): Answer {
  const known = [...state.brokers.values()].findLast((broker) => isSame(broker, command))
  if (known === undefined) return register(state, command, stamp)
  const { node, host, httpPort, raftPort } = command
  const moved = known.host !== host || known.httpPort !== httpPort || known.raftPort !== raftPort
  // What it holds was given to others: only an empty folder makes it a broker again, and another one.
  if (known.state === 'removed') return gone(known)
  // Two processes under one name: the one that came first stays while it lives.
  const onlyByName = command.id === undefined && (command.birth === undefined || known.birth === null)
  if (known.node !== node || (onlyByName && known.alive && moved)) return nodeExists(known)
  const birth = command.birth ?? known.birth
  const lastSeen = Math.max(known.lastSeen, stamp.at)
  state.brokers.set(known.id, { ...known, birth, host, httpPort, raftPort, alive: true, lastSeen })
  if (moved || !known.alive) state.version = stamp.index
  return done<BrokerSeen>({ brokerId: known.id, registered: false })
}

/**
 * A folder's birth decides where both sides know it: a broker that lost its folder lost its votes, and must
 * not come back as the replica it was (B17).
 */
function isSame(broker: BrokerRecord, { id, birth, node }: Seen): boolean {
  if (birth !== undefined && broker.birth !== null) return broker.birth === birth
  return id === undefined ? broker.node === node : broker.id === id
}

function register(state: DirectoryState, command: Seen, stamp: Stamp): Answer {
  const { node, host, httpPort, raftPort } = command
  const namesake = [...state.brokers.values()].find((broker) => broker.alive && broker.node === node)
  if (namesake !== undefined) return nodeExists(namesake)
  const present = [...state.brokers.values()].filter((broker) => broker.state !== 'removed').length
  if (present >= MAX_BROKERS) return limitReached('brokers', MAX_BROKERS)
  const id = freeId(state, node)
  const given = { id, node, birth: command.birth ?? null, host, httpPort, raftPort }
  state.brokers.set(id, { ...given, alive: true, state: 'active', lastSeen: stamp.at })
  state.version = stamp.index
  return done<BrokerSeen>({ brokerId: id, registered: true })
}

const nodeExists = ({ id, node }: BrokerRecord) =>
  refuse('node-exists', `broker ${id} lives under the name ${node}`, { what: node })

const gone = ({ id, node, alive, state }: BrokerRecord) =>
  refuse('broker-not-alive', `broker ${id} (${node}) was removed`, { alive, state })

/** `broker-<n>` gets n while n was never used: then people find the same number in both. */
function freeId(state: DirectoryState, node: NodeId): number {
  const own = Number(/^broker-([1-9]\d{0,5})$/.exec(node)?.[1] ?? 0)
  if (own > 0 && !state.brokers.has(own)) return own
  let id = state.take('broker')
  while (state.brokers.has(id)) id = state.take('broker')
  return id
}

export function brokerAlive(
  state: DirectoryState,
  { broker, alive }: DirectoryCommandOf<'brokerAlive'>,
  stamp: Stamp,
): Answer {
  const known = state.brokers.get(broker)
  if (known === undefined) return noSuchBroker(broker)
  if (known.alive !== alive) {
    const lastSeen = alive ? Math.max(known.lastSeen, stamp.at) : known.lastSeen
    state.brokers.set(broker, { ...known, alive, lastSeen })
    state.version = stamp.index
  }
  return done<BrokerMarked>({ brokerId: broker, alive, state: known.state })
}

/** Ids nobody knows are passed over: the list was made from memory, not from the directory. */
export function noteSeen(
  state: DirectoryState,
  { brokers, producers, consumers }: DirectoryCommandOf<'noteSeen'>,
): Answer {
  for (const [id, at] of brokers) noteIn(state.brokers.get(id), at, (seen) => state.brokers.set(id, seen))
  for (const [id, at] of producers)
    noteIn(state.producers.get(id), at, (seen) => state.producers.set(id, seen))
  for (const [id, at] of consumers) noteIn(state.consumers.get(id), at, (seen) => state.setConsumer(seen))
  return done(null)
}

function noteIn<R extends BrokerRecord | ClientRecord>(
  known: R | undefined,
  at: number,
  put: (seen: R) => void,
): void {
  if (known !== undefined && known.lastSeen < at) put({ ...known, lastSeen: at })
}
