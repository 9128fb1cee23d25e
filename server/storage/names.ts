// The names of the files of one node, relative to its folder.

import type { GroupId } from '../../shared/ids.ts'
import type { SnapMeta } from '../raft/types.ts'

export const LOCK = 'lock.json'
export const IDENTITY = 'identity.json'
export const MANIFEST = 'manifest.json'
/** How far the newest log file is durable: for pulling the plug in tests, never for recovery. */
export const DURABLE = 'durable.json'
export const WAL = 'wal'
export const GROUPS = 'groups'
const DIGITS = 8
const INDEX_DIGITS = 12
const TERM_DIGITS = 6

export const logFileName = (file: number): string => `${String(file).padStart(DIGITS, '0')}.json`

/** How events, messages and the disk view name a log file. */
export const logFilePath = (file: number): string => `${WAL}/${logFileName(file)}`

/** The number of a log file, or null for any other name. */
export function logFileNumber(name: string): number | null {
  return /^\d{8}\.json$/.test(name) ? Number(name.slice(0, DIGITS)) : null
}

/** The folder of one group's snapshots and sealed parts. */
export const groupFolder = (group: GroupId): string => `${GROUPS}/${group}`

export const snapshotFileName = ({ index, term }: SnapMeta): string =>
  `snap-${String(index).padStart(INDEX_DIGITS, '0')}-${String(term).padStart(TERM_DIGITS, '0')}.json`

/** A part's name comes from a machine or from another node, and becomes a file here: no way out of the folder. */
export const isPartName = (name: string): boolean => /^(?!snap-)[a-z0-9][a-z0-9-]{0,99}$/.test(name)

export const partFileName = (name: string): string => `${name}.json`

export const isTemporary = (name: string): boolean => name.endsWith('.tmp')
