// What a node asks of its disk. One shared log for all groups of the process, plus a few small
// documents. The log takes callbacks, not promises, so that the simulator has no hidden order.

import type { Result } from '../../shared/result.ts'
import type { GroupId, GroupName, Json, LogIndex, NodeId, NodeRole, ReplicaId } from '../../shared/ids.ts'
import type { StorageKind } from '../../shared/storage-kind.ts'
import type { Part, PartMeta } from '../../shared/part-meta.ts'
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

/** The replica was removed from this node for good (B61): its order came late and changes nothing. */
export interface Tombstoned {
  readonly code: 'tombstoned'
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
  /**
   * Groups of which the oldest log file holds entries that no durable snapshot covers, while there are more
   * files than there should be. A snapshot of each lets the file go; nobody asks for it otherwise.
   */
  pinning(): readonly GroupId[]
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

/** What the log held for one replica, ready to become a core's Boot. */
export interface ReplayedReplica {
  readonly record: ReplicaRecord
  readonly hard: HardState
  readonly commit: LogIndex
  readonly snap: SnapMeta | null
  /** What the files still hold up to the snapshot, its own entry the last: at most as much as a core keeps. */
  readonly margin: readonly Entry[]
  /** Begins right behind the snapshot. */
  readonly log: readonly Entry[]
}

export interface RecoveredReplica extends ReplayedReplica {
  /** What `snap` names, read and checked; null without a snapshot. */
  readonly state: SnapshotState | null
}

/** The content of a snapshot document; its text is `JSON.stringify({ parts, state })`. */
export interface SnapshotState {
  readonly document: Json
  readonly parts: readonly PartMeta[]
}

export type SnapshotPart = Part

export interface SnapshotFiles {
  readonly meta: SnapMeta
  /** The document's text: `meta.bytes` and `meta.crc` are of it. */
  readonly text: string
  /** The parts that the document names and the disk lacks; others may be among them. */
  readonly parts: readonly SnapshotPart[]
}

export type Told = (result: Result<null, DiskError>) => void

export interface NodeStorage {
  readonly cluster: string
  readonly node: NodeId
  /** Random, made when the folder was made: an order for another birth is not for this node. */
  readonly birth: string
  /** How often this folder was opened, this time included. Part of every request number. */
  readonly life: number
  /** What the files held and no core has taken over yet. */
  readonly replicas: readonly RecoveredReplica[]
  readonly log: LogStore
  /** Its core and machine hold it from now on. Kept here too, it would be in memory twice for a whole life. */
  letGo(replica: ReplicaId): void
  /** Makes a new replica's identity durable. Afterwards, and only then, its core may run. */
  addReplica(record: ReplicaRecord): Promise<Result<null, DiskError | Tombstoned>>
  /** Tombstone first, durable; then its files go. The id never comes back (B61). Stop its core before. */
  removeReplica(group: GroupId, replica: ReplicaId, done: Told): void
  /** A part that came before its document is whole. `keepOnly` spares it until a document has named it. */
  savePart(group: GroupId, part: SnapshotPart, done: Told): void
  /** The missing parts first, then the document, all durable with their names. Never calls back inside. */
  saveSnapshot(group: GroupId, files: SnapshotFiles, done: Told): void
  /** The `snap` record is durable: older documents go, and parts that neither this one nor a newer one names, itself or by an index. */
  keepOnly(group: GroupId, meta: SnapMeta, parts: readonly PartMeta[], done: Told): void
  /**
   * The very same part is durable here; of an index: with all that it names. What an index of the recorded document
   * names is known by that index alone.
   */
  hasPart(group: GroupId, meta: PartMeta): boolean
  /** The part's compact JSON text, its CRC checked. */
  readPart(group: GroupId, name: string): Promise<Result<string, DiskError>>
  /** The document's text, to stream it to a follower. */
  readSnapshot(group: GroupId, meta: SnapMeta): Promise<Result<string, DiskError>>
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
  /** Which engine keeps the log; a folder of another one is refused. Without it the usual one. */
  readonly storage?: StorageKind
}
