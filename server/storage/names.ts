// The names of the files of one node (raft.md 10.1), relative to its folder.

export const LOCK = 'lock.json'
export const IDENTITY = 'identity.json'
export const MANIFEST = 'manifest.json'
export const WAL = 'wal'
const DIGITS = 8

export const logFileName = (file: number): string => `${String(file).padStart(DIGITS, '0')}.json`

/** How events, messages and the disk view name a log file. */
export const logFilePath = (file: number): string => `${WAL}/${logFileName(file)}`

/** The number of a log file, or null for any other name. */
export function logFileNumber(name: string): number | null {
  return /^\d{8}\.json$/.test(name) ? Number(name.slice(0, DIGITS)) : null
}

export const isTemporary = (name: string): boolean => name.endsWith('.tmp')
