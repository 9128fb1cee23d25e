// A folder for a node that never ran. identity.json comes last: a folder without it was never in
// service, unless something else in it says otherwise. Then it was lost, and going on with a new one
// would be a second vote under the same name (B10).

import { dirname } from 'node:path'
import type { Engine } from './engine.ts'
import type { LogFormat } from './log-format.ts'
import type { Plan } from './plan.ts'
import type { OpenOptions } from './port.ts'
import type { Manifest } from './manifest.ts'
import { errorCode } from './fs-port.ts'
import { readDocument, writeDocument } from './documents.ts'
import { identityPlace, manifestPlace } from './manifest.ts'
import { logFileName, logFileNumber, MANIFEST, WAL } from './names.ts'
import { listNames, readBytes } from './plan.ts'
import { closeFile, headAfter } from './rotation.ts'

/** True for an empty folder and for one whose making was interrupted: nothing in it was ever promised. */
export function* neverInService(
  folder: string,
  names: readonly string[],
  pid: number,
  format: LogFormat,
): Plan<boolean> {
  if (names.includes(MANIFEST)) {
    const { lives } = yield* readDocument(manifestPlace(folder, pid))
    if (lives > 0) return false
  }
  if (!names.includes(WAL)) return true
  const files = (yield* listNames(`${folder}/${WAL}`)).filter((name) => logFileNumber(name) !== null)
  if (files.length === 0) return true
  if (files.length > 1 || files[0] !== logFileName(1)) return false
  const exam = format.examine(1, Buffer.from(yield* readBytes(`${folder}/${WAL}/${logFileName(1)}`)))
  return exam.kind === 'whole' && exam.lines.length === 1
}

export function* createFolder(engine: Engine, options: OpenOptions, format: LogFormat): Plan<null> {
  const { dir, cluster, node, role, firstReplicas } = options
  const { pid } = engine.processes.self
  yield* syncNameOf(dir)
  yield { op: 'mkdir', path: `${dir}/${WAL}` }
  yield { op: 'syncDir', path: dir }
  const log = yield* format.create(dir, headAfter({ cluster, node, prev: null, groups: [] }))
  yield* closeFile(log)
  const manifest: Manifest = { newest: 1, lives: 0, replicas: [...firstReplicas], tombstones: [] }
  yield* writeDocument(manifestPlace(dir, pid), 'new', manifest)
  const identity = { cluster, node, role, storage: format.kind, birth: engine.newBirth() }
  yield* writeDocument(identityPlace(dir, pid), 'new', identity)
  return null
}

/**
 * Also when the folder was there already: who made it may have been killed before it synced the name,
 * and a later power cut would take the whole folder. The data folder above may be as new.
 */
function* syncNameOf(dir: string): Plan<null> {
  yield { op: 'syncDir', path: dirname(dir) }
  try {
    yield { op: 'syncDir', path: dirname(dirname(dir)) }
  } catch (error) {
    // A folder that we may not even open was not made by us.
    if (errorCode(error) !== 'EACCES') throw error
  }
  return null
}
