// What a role (manager, broker, ATM) asks of the host that carries its Raft groups. One host per
// process; one Raft port; one shared log. Everything here is in words of requests, not of Raft.

import type { Result } from '../../shared/result.ts'
import type { GroupId, GroupName, Json, LogIndex, NodeId, ReplicaId, Term } from '../../shared/ids.ts'
import type { ReplicaRole } from '../../shared/trace-facts.ts'
import type { TraceBody } from '../../shared/trace.ts'
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
      /** `notMember`: a change of members that cannot be made of the present ones. */
      readonly why:
        'noLeader' | 'noQuorum' | 'overloaded' | 'notReady' | 'noSuchGroup' | 'replaced' | 'notMember'
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

/** A member of a group and where it lives; `match` is known to the leader only. */
export interface MemberStatus {
  readonly replica: ReplicaId
  readonly node: NodeId
  readonly match: LogIndex | null
}

/** One change of a group's members; the core takes one at a time. A new member begins as a learner. */
export type MemberChange =
  | { readonly add: { readonly replica: ReplicaId; readonly node: NodeId } }
  | { readonly promote: ReplicaId }
  | { readonly remove: ReplicaId }

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
  /** Of the active configuration, committed or not. */
  readonly voters: readonly MemberStatus[]
  readonly learners: readonly MemberStatus[]
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
  /** Told when a snapshot took the place of the machine's state: everything up to `index` is in it. */
  readonly onRestored?: (index: LogIndex) => void
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
  /**
   * Asks the leader's core for another configuration; `applied` with reply null once that is committed and
   * applied here. A change that is true already is confirmed the same way.
   */
  changeMembers(group: GroupId, change: MemberChange, deadlineMs: number, cause: string): Promise<Proposed>
  /** The leader here hands over to the voter on `to`; ok once that one is seen to lead. */
  transfer(
    group: GroupId,
    to: NodeId,
    deadlineMs: number,
    cause: string,
  ): Promise<Result<null, { readonly why: string }>>
  /** Takes a snapshot as soon as it can; nothing new to put into one is nothing to do. */
  snapshotNow(group: GroupId): void
  /** Ends this replica for ever: a tombstone, then its files go. Its messages are answered as `gone` (B61). */
  close(group: GroupId): Promise<Result<null, { readonly message: string }>>
  /** The text of a part that the machine has released. */
  readPart(group: GroupId, name: string): Promise<Result<string, { readonly message: string }>>
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
