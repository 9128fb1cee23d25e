// Why a node refuses to start, as sentences. Each names the file and the way out. None offers to cut the
// file and go on: the cut-off part may be a vote or an acknowledged write (B10, B43).

import type { StorageKind } from '../../shared/storage-kind.ts'
import type { StorageRefusal } from './port.ts'

/** Sent to whoever has to act: brokers are new ones with an empty folder, members of the two fixed groups are taken back. */
const WAY_OUT =
  'Nothing was changed. The other replicas still hold the data. A manager or an ATM comes back with ' +
  '`npx raftroom nodes rejoin <node>`; of a broker set this folder aside and start it again. Either has an empty ' +
  'folder then, and new replica ids.'

export const missing = (file: string, why: string): StorageRefusal => ({
  code: 'missing',
  file,
  message: `${file} is missing: ${why}. A node that forgot its vote could vote twice. ${WAY_OUT}`,
})

/** A snapshot or a part of it: the log before it may be gone, so nothing can stand in for it. */
export const lostState = (reason: 'missing' | 'damaged', file: string, why: string): StorageRefusal => ({
  code: reason,
  file,
  message: `${file} is ${reason}: ${why}. The log names it, and holds nothing that could replace it. ${WAY_OUT}`,
})

export const damaged = (file: string, byte: number, why: string): StorageRefusal => ({
  code: 'damaged',
  file,
  message: `${file} is damaged at byte ${byte}: ${why}. ${WAY_OUT}`,
})

export const foreign = (file: string, found: string, wanted: string): StorageRefusal => ({
  code: 'foreign',
  file,
  message: `${file} belongs to ${found}, not to ${wanted}. Nothing was changed: start the node with its own data folder.`,
})

export const otherEngine = (file: string, found: StorageKind, wanted: StorageKind): StorageRefusal => ({
  code: 'foreign',
  file,
  message: `${file} says that the log here was written by the engine "${found}", and this start asks for "${wanted}". Nothing was changed: start the node with --storage ${found}, or with another data folder.`,
})

export const locked = (file: string, pid: number): StorageRefusal => ({
  code: 'locked',
  file,
  message: `${file}: process ${pid} is alive and owns this folder. Stop it first, or choose another data folder.`,
})

export const unreadable = (file: string, error: unknown): StorageRefusal => ({
  code: 'unreadable',
  file,
  message: `${file} cannot be used: ${error instanceof Error ? error.message : String(error)}. Repair the folder, its rights or its disk and start again; nothing was promised.`,
})
