// What a role (manager, broker, ATM) asks of the host that carries its Raft groups. One host per
// process; one Raft port; one shared log. Everything here is in words of requests, not of Raft.

import type { Result } from '../../shared/result.ts'
import type { GroupId, GroupName, Json, LogIndex, NodeId, ReplicaId, Term } from '../../shared/ids.ts'
import type { ReplicaRole, TraceBody } from '../../shared/trace.ts'
import type { ReplicaRecord } from '../storage/port.ts'
import type { Machine } from '../machines/machine.ts'

/** How a change ended. `unknown`: may be done, or may still happen; ask again with the same id. */
export type Proposed =
  /** Applied here. `reply` is what the machine answered, `index` its place in the group's log. */
  | { readonly outcome: 'applied'; readonly reply: Json; readonly index: LogIndex }
  /** Certainly not done: it was never in a log, or another entry took its place. */
  | { readonly outcome: 'refused'; readonly why: 'notLeader'; readonly leader: NodeId | null }
  | {
      readonly outcome: 'refused'
      readonly why: 'noLeader' | 'noQuorum' | 'overloaded' | 'notReady' | 'noSuchGroup' | 'replaced'
      readonly heard: number
      readonly needed: number
    }
  | { readonly outcome: 'unknown' }

/** How a linearizable read ended: the machine may be asked once `index` is applied here, and it is. */
export type ReadReady =
  | { readonly ok: true; readonly index: LogIndex }
  | {
      readonly ok: false
      readonly why: 'noLeader' | 'noQuorum' | 'overloaded' | 'notReady' | 'noSuchGroup'
      readonly heard: number
      readonly needed: number
    }

export interface GroupStatus {
  readonly group: GroupId
  readonly name: GroupName
  readonly replicaId: ReplicaId
  readonly role: ReplicaRole
  readonly term: Term
  readonly leader: NodeId | null
  readonly last: LogIndex
  readonly commit: LogIndex
  readonly applied: LogIndex
  readonly heard: number
  readonly needed: number
  readonly epoch: number
  /** Has heard from a leader of its group, or leads, since this life began. */
  readonly ready: boolean
}

export type CallFailure = {
  readonly why: 'noConnection' | 'timeout' | 'refused' | 'overloaded'
  readonly message: string
}
/** Answers a call from another node. A thrown error is a bug and becomes `refused` with its message. */
export type CallHandler = (from: NodeId, body: Json) => Promise<Json>

export interface GroupSpec {
  readonly record: ReplicaRecord
  readonly machine: Machine
  /** Told after each apply, in order: the role's own events (balances, stored messages) start here. */
  readonly onApplied?: (index: LogIndex, reply: Json, command: Json) => void
  readonly onRole?: (role: ReplicaRole, term: Term, leader: NodeId | null) => void
}

export interface HostClock {
  /** Cluster milliseconds: stands still while the rate is 0. */
  now(): number
  /** Monotonic real milliseconds. */
  monotonic(): number
  epoch(): number
  rate(): number
  /** Calls back once after this many cluster milliseconds; returns the cancel function. */
  after(clusterMs: number, fn: () => void): () => void
  /** Calls back again and again, every so many cluster milliseconds, until cancelled. */
  every(clusterMs: number, fn: () => void): () => void
}

export interface Host {
  readonly node: NodeId
  readonly clock: HostClock
  /** Recovered replicas first get their machine through `open`; new ones are made durable before they run. */
  open(spec: GroupSpec): Promise<Result<null, { readonly message: string }>>
  groups(): readonly GroupStatus[]
  status(group: GroupId): GroupStatus | null
  /** The node's own replica proposes; it never forwards. `deadlineMs` is cluster time. */
  propose(group: GroupId, command: Json, deadlineMs: number, cause: string): Promise<Proposed>
  /** Read index through the leader, wherever it is. Afterwards the local machine may be read. */
  readIndex(group: GroupId, deadlineMs: number): Promise<ReadReady>
  /** One question to another node, over the Raft port, as frames of lane 3. */
  call(to: NodeId, method: string, body: Json, deadlineMs: number): Promise<Result<Json, CallFailure>>
  onCall(method: string, handler: CallHandler): void
  /** Tells the host where nodes listen. Nodes learned by their hello need not be named. */
  setPeers(peers: readonly { node: NodeId; host: string; port: number }[]): void
  /** Whether a connection to that node is up just now. */
  reaches(node: NodeId): boolean
  /** For the picture; never blocks, may be dropped. The host stamps time and node. */
  trace(event: TraceBody, cause: string | null): void
}
