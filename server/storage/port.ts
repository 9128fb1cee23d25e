// What a node asks of its disk. One shared log for all groups of the process, plus a few small
// documents. The log takes callbacks, not promises, so that the simulator has no hidden order.

import type { Result } from '../../shared/result.ts'
import type { GroupId, GroupName, LogIndex, NodeId, NodeRole, ReplicaId } from '../../shared/ids.ts'
import type { Config, Entry, HardState, Persist, SnapMeta } from '../raft/types.ts'

/** One `put` line: a persist record of one core, there whole or not at all. `commit` is only a hint. */
export interface PutRecord {
  readonly group: GroupId
  readonly replica: ReplicaId
  readonly commit: LogIndex
  readonly persist: Persist
}

/** Where a record lies in the files; for the disk view and for the durable events. */
export interface RecordPlace {
  readonly file: string
  readonly offset: number
  readonly length: number
}

/** A disk that failed is never asked again: the process ends with exit code 70 (B41). */
export interface DiskError {
  readonly code: 'disk'
  readonly message: string
}

export interface AppendDone {
  /** One place per record of the batch, in order. */
  readonly places: readonly RecordPlace[]
  readonly bytes: number
  /** Milliseconds the write and its fdatasync took. */
  readonly tookMs: number
}

export interface LogStore {
  /**
   * Writes the batch and makes it durable with one fdatasync, then calls `done` once, later, never inside
   * `append`. One append at a time: a second call before `done` is a broken invariant.
   */
  append(batch: readonly PutRecord[], done: (result: Result<AppendDone, DiskError>) => void): void
  /** Waits for a running append, writes the closing fence, closes the files, gives the lock back. */
  close(): Promise<void>
}

/** A replica this node holds. Given by `cluster.json` or by an order of the managers; never guessed. */
export interface ReplicaRecord {
  readonly group: GroupId
  readonly replica: ReplicaId
  readonly name: GroupName
  /** The partition's epoch under which it was ordered; 0 for managers and ATMs. */
  readonly epoch: number
  /** First configuration of the group: used while the log holds none. */
  readonly conf: Config
  /** Which node each replica id of `conf` lives on. */
  readonly members: readonly { readonly replica: ReplicaId; readonly node: NodeId }[]
}

/** What the files held for one replica, ready to become a core's Boot. */
export interface RecoveredReplica {
  readonly record: ReplicaRecord
  readonly hard: HardState
  readonly commit: LogIndex
  readonly snap: SnapMeta | null
  readonly log: readonly Entry[]
}

export interface NodeStorage {
  readonly cluster: string
  readonly node: NodeId
  /** Random, made when the folder was made: an order for another birth is not for this node. */
  readonly birth: string
  /** How often this folder was opened, this time included. Part of every request number (raft.md 4). */
  readonly life: number
  readonly replicas: readonly RecoveredReplica[]
  readonly log: LogStore
  /** Makes a new replica's identity durable. Afterwards, and only then, its core may run. */
  addReplica(record: ReplicaRecord): Promise<Result<null, DiskError>>
}

/** Why a node refuses to start. Exit code 71 unless `locked`. The message names file, byte and way out. */
export interface StorageRefusal {
  readonly code: 'missing' | 'damaged' | 'foreign' | 'locked' | 'unreadable'
  readonly file: string
  readonly message: string
}

export interface OpenOptions {
  /** The node's own folder, for example `data/broker-2`. */
  readonly dir: string
  readonly cluster: string
  readonly node: NodeId
  readonly role: NodeRole
  /**
   * True only where an empty folder is expected: the run that wrote `cluster.json`, and any start of a
   * broker. Otherwise a missing folder is a refusal (a forgotten vote would be a second vote, B10, B17).
   */
  readonly mayCreate: boolean
  /** Replicas to write into the manifest of a folder that is made now (managers and ATMs). */
  readonly firstReplicas: readonly ReplicaRecord[]
}
