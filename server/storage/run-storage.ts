// What a node holds once its folder is open: the log, the manifest, and one queue for both, so that all
// writes of the node have one order.

import type { Result } from '../../shared/result.ts'
import type { Engine } from './engine.ts'
import type { Identity, Manifest, ManifestStore } from './manifest.ts'
import type { DiskError, NodeStorage, ReplicaRecord } from './port.ts'
import type { RecoveredLog } from './replay.ts'
import { assert } from '../../shared/assert.ts'
import { ok } from '../../shared/result.ts'
import { createDiskQueue } from './disk-queue.ts'
import { giveLockBack } from './lock.ts'
import { createLogStore } from './log-store.ts'
import { createManifestStore, manifestPlace } from './manifest.ts'

type Placed = (result: Result<null, DiskError>) => void

export interface RunningStorage extends NodeStorage {
  /** `addReplica` with a callback, for a simulator that has no promises. Never called back inside. */
  placeReplica(record: ReplicaRecord, done: Placed): void
}

export interface RunningParts {
  readonly engine: Engine
  readonly dir: string
  readonly identity: Identity
  readonly manifest: Manifest
  readonly log: RecoveredLog
  readonly handle: number
}

export function runStorage(parts: RunningParts): RunningStorage {
  const { engine, dir, identity, log } = parts
  const queue = createDiskQueue(engine.fs)
  const manifest = createManifestStore(queue, manifestPlace(dir, engine.processes.self.pid), parts.manifest)
  const store = createLogStore({
    engine,
    queue,
    manifest,
    folder: dir,
    cluster: identity.cluster,
    node: identity.node,
    newest: { ...log, handle: parts.handle, records: log.lines.map((line) => line.record) },
    tails: log.tails,
    lastly: () => giveLockBack(dir),
  })
  const placeReplica = (record: ReplicaRecord, done: Placed): void => place(engine, manifest, record, done)
  return {
    cluster: identity.cluster,
    node: identity.node,
    birth: identity.birth,
    life: parts.manifest.lives,
    replicas: log.replicas,
    log: store,
    placeReplica,
    addReplica: (record) => new Promise((resolve) => placeReplica(record, resolve)),
  }
}

/** An order may come twice; the same replica is written once. */
function place(engine: Engine, manifest: ManifestStore, record: ReplicaRecord, done: Placed): void {
  const same = manifest.current().replicas.find((each) => each.replica === record.replica)
  assert(same === undefined || same.group === record.group, 'a replica id is never used again')
  if (same !== undefined) return engine.fs.soon(() => done(ok(null)))
  manifest.update((old) => ({ ...old, replicas: [...old.replicas, record] }), done)
}
