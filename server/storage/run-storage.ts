// What a node holds once its folder is open: the log, the manifest, the snapshots, and one queue for all,
// so that all writes of the node have one order.

import type { GroupId, ReplicaId } from '../../shared/ids.ts'
import type { Result } from '../../shared/result.ts'
import type { SnapMeta } from '../raft/types.ts'
import type { DurableMark } from './durable-mark.ts'
import type { Engine } from './engine.ts'
import type { LogFile, LogFormat } from './log-format.ts'
import type { Identity, Manifest, ManifestStore } from './manifest.ts'
import type { DiskError, LogStore, NodeStorage, RecoveredReplica, ReplicaRecord, Tombstoned } from './port.ts'
import type { RecoveredLog } from './replay.ts'
import { assert } from '../../shared/assert.ts'
import { err } from '../../shared/result.ts'
import { createDiskQueue } from './disk-queue.ts'
import { giveLockBack } from './lock.ts'
import { createLogStore } from './log-store.ts'
import type { RunningLog } from './log-store.ts'
import { createManifestStore, manifestPlace } from './manifest.ts'
import { createSnapshotStore } from './snapshot-store.ts'
import type { SnapshotStore } from './snapshot-store.ts'

type Placed = (result: Result<null, DiskError | Tombstoned>) => void
type ToldText = (result: Result<string, DiskError>) => void

/** With a twin that takes a callback for each promise, for a simulator that has none. Never called back inside. */
export interface RunningStorage extends NodeStorage {
  placeReplica(record: ReplicaRecord, done: Placed): void
  loadPart(group: GroupId, name: string, done: ToldText): void
  loadSnapshot(group: GroupId, meta: SnapMeta, done: ToldText): void
}

export interface RunningParts {
  readonly engine: Engine
  readonly dir: string
  readonly identity: Identity
  readonly manifest: Manifest
  readonly log: RecoveredLog
  readonly states: readonly RecoveredReplica[]
  readonly format: LogFormat
  readonly newest: LogFile
  readonly mark: DurableMark | null
}

export function runStorage(parts: RunningParts): RunningStorage {
  const { engine, dir, identity, log, states } = parts
  let notTaken = states
  const { fs, processes } = engine
  const { pid } = processes.self
  const queue = createDiskQueue(fs)
  const manifest = createManifestStore(queue, manifestPlace(dir, pid), parts.manifest)
  const { cluster, node, birth } = identity
  const lastly = (): ReturnType<typeof giveLockBack> => giveLockBack(dir)
  const { format, newest, mark } = parts
  const logParts = { engine, format, queue, manifest, folder: dir, cluster, node, lastly, mark }
  const store = createLogStore(logParts, log, newest)
  const snapshots = createSnapshotStore({ fs, queue, folder: dir, pid, states })
  return {
    cluster,
    node,
    birth,
    life: parts.manifest.lives,
    get replicas() {
      return notTaken
    },
    log: portOf(store),
    letGo: (replica) => void (notTaken = notTaken.filter((each) => each.record.replica !== replica)),
    ...replicasOf(engine, manifest, store, snapshots),
    savePart: (group, part, done) => snapshots.savePart(group, part, done),
    saveSnapshot: (group, files, done) => snapshots.save(group, files, done),
    keepOnly: (group, meta, named, done) => snapshots.keepOnly(group, meta, named, done),
    hasPart: (group, meta) => snapshots.has(group, meta),
    loadPart: (group, name, done) => snapshots.loadPart(group, name, done),
    loadSnapshot: (group, meta, done) => snapshots.loadSnapshot(group, meta, done),
    readPart: (group, name) => new Promise((resolve) => snapshots.loadPart(group, name, resolve)),
    readSnapshot: (group, meta) => new Promise((resolve) => snapshots.loadSnapshot(group, meta, resolve)),
  }
}

const portOf = (log: RunningLog): LogStore => ({
  append: (batch, done) => log.append(batch, done),
  pinning: () => log.pinning(),
  close: () => log.close(),
})

type Replicas = Pick<RunningStorage, 'placeReplica' | 'addReplica' | 'removeReplica'>

function replicasOf(
  engine: Engine,
  manifest: ManifestStore,
  log: RunningLog,
  snapshots: SnapshotStore,
): Replicas {
  const placeReplica = (record: ReplicaRecord, done: Placed): void => place(engine, manifest, record, done)
  return {
    placeReplica,
    addReplica: (record) => new Promise((resolve) => placeReplica(record, resolve)),
    removeReplica(group, replica, done) {
      manifest.update(buried(group, replica), (result) => {
        if (!result.ok) return done(result)
        // Only now: the head of a log file must name every replica that the manifest still names.
        log.forget(replica)
        const isHereAgain = manifest.current().replicas.some((each) => each.group === group)
        if (isHereAgain) done(result)
        else snapshots.clear(group, done)
      })
    },
  }
}

/** An order may come twice: the second one waits for a write of its own, as the first may not be durable yet. */
function place(engine: Engine, manifest: ManifestStore, record: ReplicaRecord, done: Placed): void {
  const { replicas, tombstones } = manifest.current()
  const { group, replica, name } = record
  if (tombstones.some((each) => each.replica === replica)) {
    const message = `replica ${replica} of ${name} was removed from this node and never comes back`
    return engine.fs.soon(() => done(err({ code: 'tombstoned', message })))
  }
  const same = replicas.find((each) => each.replica === replica)
  assert(same === undefined || same.group === group, 'a replica id is never used again')
  const replicaList = same === undefined ? [...replicas, record] : replicas
  manifest.update((old) => ({ ...old, replicas: replicaList }), done)
}

/** Also one that never came: its order may still be on the way. */
function buried(group: GroupId, replica: ReplicaId): (manifest: Manifest) => Manifest {
  return (old) => ({
    ...old,
    replicas: old.replicas.filter((each) => each.replica !== replica),
    tombstones: [...old.tombstones.filter((each) => each.replica !== replica), { group, replica }],
  })
}
