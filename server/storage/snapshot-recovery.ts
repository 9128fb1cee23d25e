// Reads what the newest `snap` records name, before anything is changed: a state that is missing or damaged
// is refused, since the log before it may be gone. Once the log's tail is durable, whatever no record names
// goes: a crash left it on its way in or out.

import type { PartMeta } from '../../shared/part-meta.ts'
import type { Result } from '../../shared/result.ts'
import type { Plan } from './plan.ts'
import type { RecoveredReplica, ReplayedReplica, SnapshotState, StorageRefusal } from './port.ts'
import { isIndex } from '../../shared/part-index.ts'
import { err, ok } from '../../shared/result.ts'
import { DocumentError, readWhole } from './documents.ts'
import { GROUPS, groupFolder, partFileName, snapshotFileName } from './names.ts'
import { listIfThere, removeIfThere } from './plan.ts'
import * as refusals from './refusals.ts'
import { decodePart, decodeSnapshot, partsOfIndex } from './snapshot-codec.ts'

export interface States {
  readonly replicas: readonly RecoveredReplica[]
  /** Everything in the groups' folders that a record names, itself or by a document or an index. */
  readonly files: ReadonlySet<string>
}

export function* readStates(
  folder: string,
  replicas: readonly ReplayedReplica[],
): Plan<Result<States, StorageRefusal>> {
  const recovered: RecoveredReplica[] = []
  const files = new Set<string>()
  for (const replica of replicas) {
    const place = groupFolder(replica.record.group)
    const read = function* (name: string): Plan<Uint8Array> {
      files.add(`${place}/${name}`)
      return yield* readWhole(`${folder}/${place}`, name)
    }
    try {
      recovered.push({ ...replica, state: yield* readState(read, replica) })
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error
      return err(refusals.lostState(error.reason, `${place}/${error.file}`, error.why))
    }
  }
  return ok({ replicas: recovered, files })
}

type Read = (name: string) => Plan<Uint8Array>

function* readState(read: Read, { snap }: ReplayedReplica): Plan<SnapshotState | null> {
  if (snap === null) return null
  const state = decodeSnapshot(snap, yield* read(snapshotFileName(snap)))
  for (const part of state.parts) {
    const text = yield* readPart(read, part)
    if (isIndex(part)) for (const named of partsOfIndex(part, text)) yield* readPart(read, named)
  }
  return state
}

function* readPart(read: Read, part: PartMeta): Plan<string> {
  return decodePart(part, yield* read(partFileName(part.name)))
}

export function* removeUnnamed(folder: string, { files }: States): Plan<null> {
  for (const group of (yield* listIfThere(`${folder}/${GROUPS}`)) ?? []) {
    const place = `${GROUPS}/${group}`
    for (const name of (yield* listIfThere(`${folder}/${place}`)) ?? []) {
      if (!files.has(`${place}/${name}`)) yield* removeIfThere(`${folder}/${place}/${name}`)
    }
  }
  return null
}
