// What storage is handed by whoever runs it: files, processes, time, chance. A node hands in the real
// ones, the simulator its own.

import type { FileSystem } from './fs-port.ts'
import type { ProcessTable } from './processes.ts'

export interface Engine {
  readonly fs: FileSystem
  readonly processes: ProcessTable
  /** Calls `run` once after that many milliseconds, unless the function it answers is called before. */
  readonly after: (ms: number, run: () => void) => () => void
  /** Milliseconds of any clock that never goes back; only differences are used. */
  readonly now: () => number
  /** A birth id that no other folder has. */
  readonly newBirth: () => string
  readonly fileLimitBytes: number
  /**
   * Writes `durable.json` after each sync and leaves a trace of each rename until its folder is synced: for nodes whose
   * power may be cut in play (power-cut.ts).
   */
  readonly marksDurable: boolean
}
