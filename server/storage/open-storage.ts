// Opens the folder of a node, always in this order: lock, identity, manifest, log, snapshots, tail written
// again, count of lives. Nothing else runs meanwhile (B48), so every call is made at once. Until the
// count is durable nothing that was read may be acted on.

import { LowSync } from 'lowdb'
import type { Result } from '../../shared/result.ts'
import type { DocumentPlace } from './documents.ts'
import type { Engine } from './engine.ts'
import type { FileSystem } from './fs-port.ts'
import type { LogFormat } from './log-format.ts'
import type { Identity } from './manifest.ts'
import type { Plan } from './plan.ts'
import type { OpenOptions, StorageRefusal } from './port.ts'
import type { RunningStorage } from './run-storage.ts'
import { err, ok } from '../../shared/result.ts'
import { DEFAULT_STORAGE } from '../../shared/storage-kind.ts'
import { createFolder, neverInService } from './create-folder.ts'
import { DocumentError, syncDocumentAdapter } from './documents.ts'
import { errorCode } from './fs-port.ts'
import { openDurableMark } from './durable-mark.ts'
import { formatOf } from './formats.ts'
import { giveLockBack, takeLock } from './lock.ts'
import { identityPlace, manifestPlace } from './manifest.ts'
import { settleTraces, tracedNames } from './name-traces.ts'
import { IDENTITY, isTemporary, LOCK, WAL } from './names.ts'
import { readLog } from './open-log.ts'
import { listIfThere, listNames, runNow } from './plan.ts'
import * as refusals from './refusals.ts'
import { runStorage } from './run-storage.ts'
import { readStates, removeUnnamed } from './snapshot-recovery.ts'

type Opened<T> = Result<T, StorageRefusal>

export function openStorage(engine: Engine, options: OpenOptions): Opened<RunningStorage> {
  const locked = guard(options.dir, () => lockFolder(engine, options))
  if (!locked.ok) return locked
  const traced = engine.marksDurable ? { ...engine, fs: tracedNames(engine.fs) } : engine
  const opened = guard(options.dir, () => openLocked(traced, options))
  if (!opened.ok) guard(options.dir, () => ok(runNow(engine.fs, giveLockBack(options.dir))))
  return opened
}

/** Errors of the disk become refusals; anything else is a bug and goes on. */
function guard<T>(folder: string, work: () => Opened<T>): Opened<T> {
  try {
    return work()
  } catch (error) {
    if (error instanceof DocumentError) {
      const { reason, file, why } = error
      return err(reason === 'missing' ? refusals.missing(file, why) : refusals.damaged(file, 0, why))
    }
    if (errorCode(error) !== '') return err(refusals.unreadable(folder, error))
    throw error
  }
}

function lockFolder({ fs, processes }: Engine, { dir, mayCreate }: OpenOptions): Opened<null> {
  if (runNow(fs, listIfThere(dir)) === null) {
    if (!mayCreate) return err(refusals.missing(dir, 'the folder of this node is not there'))
    fs.now({ op: 'mkdir', path: dir })
  }
  const taken = runNow(fs, takeLock(dir, processes))
  return taken.ok ? taken : err(refusals.locked(`${dir}/${LOCK}`, taken.error.pid))
}

function openLocked(engine: Engine, options: OpenOptions): Opened<RunningStorage> {
  const { fs, processes } = engine
  const { dir, cluster, node, role } = options
  const { pid } = processes.self
  const format = formatOf(options.storage ?? DEFAULT_STORAGE, pid)
  const made = runNow(fs, makeIfAllowed(engine, options, format))
  if (!made.ok) return made
  const unused = { cluster, node, role, storage: format.kind, birth: '' }
  const identity = readLow(fs, identityPlace(dir, pid), unused).data
  const foreign = checkIdentity(identity, options, format)
  if (foreign !== null) return err(foreign)
  const manifest = readLow(fs, manifestPlace(dir, pid), { newest: 1, lives: 0, replicas: [], tombstones: [] })
  const log = runNow(fs, readLog(dir, { cluster, node, ...manifest.data }, format))
  if (!log.ok) return log
  const states = runNow(fs, readStates(dir, log.value.replicas))
  if (!states.ok) return states
  const newest = runNow(fs, format.takeUp(dir, log.value))
  runNow(fs, removeUnnamed(dir, states.value))
  manifest.update((data) => {
    data.lives += 1
    data.newest = log.value.file
  })
  const end = { file: newest.file, bytes: newest.end + 1 }
  const mark = engine.marksDurable && format.canTear ? runNow(fs, openDurableMark(dir, end)) : null
  const read = { identity, manifest: manifest.data, log: log.value, states: states.value.replicas }
  return ok(runStorage({ engine, dir, ...read, format, newest, mark }))
}

/** Reading throws when the document is not there or not whole: `unused` is what lowdb asks for. */
function readLow<T>(fs: FileSystem, place: DocumentPlace<T>, unused: T): LowSync<T> {
  const low = new LowSync(syncDocumentAdapter(fs, place), unused)
  low.read()
  return low
}

/** Leaves a folder with an identity, or refuses. Temporary files are what a crash left half written. */
function* makeIfAllowed(engine: Engine, options: OpenOptions, format: LogFormat): Plan<Opened<null>> {
  const { dir, mayCreate } = options
  const names = yield* removeTemporary(dir)
  if (names.includes(WAL)) yield* removeTemporary(`${dir}/${WAL}`)
  if (names.includes(IDENTITY)) return ok(null)
  if (!mayCreate) return err(refusals.missing(IDENTITY, 'this node ran before, so it must be there'))
  if (!(yield* neverInService(dir, names, engine.processes.self.pid, format))) {
    return err(refusals.missing(IDENTITY, 'other files here say that this node ran before'))
  }
  yield* createFolder(engine, options, format)
  return ok(null)
}

function* removeTemporary(folder: string): Plan<readonly string[]> {
  const names = yield* listNames(folder)
  for (const name of names.filter(isTemporary)) yield { op: 'unlink', path: `${folder}/${name}` }
  yield* settleTraces(folder, names)
  return names
}

function checkIdentity(
  found: Identity,
  { cluster, node, role }: OpenOptions,
  { kind }: LogFormat,
): StorageRefusal | null {
  if (found.cluster === cluster && found.node === node && found.role === role) {
    return found.storage === kind ? null : refusals.otherEngine(IDENTITY, found.storage, kind)
  }
  const name = (who: Pick<Identity, 'cluster' | 'node' | 'role'>): string =>
    `${who.role} ${who.node} of cluster ${who.cluster}`
  return refusals.foreign(IDENTITY, name(found), name({ cluster, node, role }))
}
