// Which nodes there are and where they listen. Pure: ports are numbers here, nobody has tried them yet.

import type { NodeId, NodeRole, ReplicaId } from '../../shared/ids.ts'

export interface NodeCounts {
  readonly managers: number
  readonly brokers: number
  readonly atms: number
}

/** Managers and ATMs exist in threes so that one may fail, brokers so that one may be spare. */
export const DEFAULT_COUNTS: NodeCounts = { managers: 3, brokers: 4, atms: 3 }

export interface NodeName {
  readonly id: NodeId
  readonly role: NodeRole
  /** From 1, per role. */
  readonly ordinal: number
}

export interface NodePlace extends NodeName {
  readonly httpPort: number
  readonly raftPort: number
}

const MANY = { manager: 'managers', broker: 'brokers', atm: 'atms' } as const

/** `brokers`: their numbers, where some between have gone. */
export function nodeNames(counts: NodeCounts, brokers = numbersOf(counts, 'broker')): NodeName[] {
  const named = (role: NodeRole, numbers: readonly number[]): NodeName[] =>
    numbers.map((ordinal) => ({ id: `${role}-${ordinal}`, role, ordinal }))
  return [
    ...named('manager', numbersOf(counts, 'manager')),
    ...named('broker', brokers),
    ...named('atm', numbersOf(counts, 'atm')),
  ]
}

const numbersOf = (counts: NodeCounts, role: NodeRole): readonly number[] =>
  Array.from({ length: counts[MANY[role]] }, (_, at) => at + 1)

export interface FirstMember {
  readonly node: NodeId
  readonly replica: ReplicaId
}

/** Replica ids of the first managers and ATMs: no group exists yet that could allocate them. */
export function firstMembers(counts: NodeCounts): { managers: FirstMember[]; atms: FirstMember[] } {
  const member =
    (role: NodeRole, before: number) =>
    (_: unknown, at: number): FirstMember => ({
      node: `${role}-${at + 1}`,
      replica: before + at + 1,
    })
  return {
    managers: Array.from({ length: counts.managers }, member('manager', 0)),
    atms: Array.from({ length: counts.atms }, member('atm', counts.managers)),
  }
}

const HTTP_OFFSET: Readonly<Record<NodeRole, number>> = { manager: 10, broker: 20, atm: 30 }
const RAFT_BEYOND_HTTP = 100
/** Nodes of a role whose ports follow each other in the first ten. */
const FIRST_TEN = 9
/** Brokers from the tenth on listen further up, beyond everything else. */
const FURTHER_HTTP = 200
const FURTHER_RAFT = 300
/** So all ports lie up to 400 above the first, and no broker's Raft port is another one's HTTP port. */
export const HIGHEST_BROKER = 99

/** 8411.. and 8511.. for managers, 8421.. for brokers, 8431.. for ATMs, when the dashboard has 8400. */
export function placeAt(port: number, name: NodeName): NodePlace {
  if (name.ordinal > FIRST_TEN)
    return {
      ...name,
      httpPort: port + FURTHER_HTTP + name.ordinal,
      raftPort: port + FURTHER_RAFT + name.ordinal,
    }
  const httpPort = port + HTTP_OFFSET[name.role] + name.ordinal
  return { ...name, httpPort, raftPort: httpPort + RAFT_BEYOND_HTTP }
}
