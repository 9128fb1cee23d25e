// Reads what the newest `snap` records name, before anything is changed: a state that is missing or damaged
// is refused, since the log before it may be gone. Once the log's tail is durable, whatever no record names
// goes: a crash left it on its way in or out.

import type { Result } from '../../shared/result.ts'
import type { Plan } from './plan.ts'
import type { RecoveredReplica, ReplayedReplica, SnapshotState, StorageRefusal } from './port.ts'
import { err, ok } from '../../shared/result.ts'
import { DocumentError, readWhole } from './documents.ts'
import { GROUPS, groupFolder, partFileName, snapshotFileName } from './names.ts'
import { listIfThere, removeIfThere } from './plan.ts'
import * as refusals from './refusals.ts'
import { decodePart, decodeSnapshot } from './snapshot-codec.ts'

type States = readonly RecoveredReplica[]

export function* readStates(
  folder: string,
  replicas: readonly ReplayedReplica[],
): Plan<Result<States, StorageRefusal>> {
  const states: RecoveredReplica[] = []
  for (const replica of replicas) {
    const place = groupFolder(replica.record.group)
    try {
      states.push({ ...replica, state: yield* readState(`${folder}/${place}`, replica) })
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error
      return err(refusals.lostState(error.reason, `${place}/${error.file}`, error.why))
    }
  }
  return ok(states)
}

function* readState(folder: string, { snap }: ReplayedReplica): Plan<SnapshotState | null> {
  if (snap === null) return null
  const state = decodeSnapshot(snap, yield* readWhole(folder, snapshotFileName(snap)))
  for (const part of state.parts) decodePart(part, yield* readWhole(folder, partFileName(part.name)))
  return state
}

export function* removeUnnamed(folder: string, states: States): Plan<null> {
  const named = new Set(states.flatMap(filesOf))
  for (const group of (yield* listIfThere(`${folder}/${GROUPS}`)) ?? []) {
    const place = `${GROUPS}/${group}`
    for (const name of (yield* listIfThere(`${folder}/${place}`)) ?? []) {
      if (!named.has(`${place}/${name}`)) yield* removeIfThere(`${folder}/${place}/${name}`)
    }
  }
  return null
}

function filesOf({ record, snap, state }: RecoveredReplica): readonly string[] {
  if (snap === null || state === null) return []
  const names = [snapshotFileName(snap), ...state.parts.map(({ name }) => partFileName(name))]
  return names.map((name) => `${groupFolder(record.group)}/${name}`)
}
