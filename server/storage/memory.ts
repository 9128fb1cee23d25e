// The memory twin of a node's storage: the same codec, recovery, adapters and order of calls over a
// simulated disk. Opening is done at once, and nothing waits for a promise, so a simulator decides alone
// what happens when.

import type { Result } from '../../shared/result.ts'
import type { Engine } from './engine.ts'
import type { MemoryDisk } from './memory-disk.ts'
import type { OpenOptions, StorageRefusal } from './port.ts'
import type { RunningStorage } from './run-storage.ts'
import { openStorage } from './open-storage.ts'
import { FILE_LIMIT_BYTES } from './rotation.ts'

/**
 * `parts.after` gives the idle fence its time; without it no idle fence is ever written. `options.dir`
 * is an absolute path with `/`. One process per node: what holds the lock lives until the disk's crash.
 */
export function openMemoryStorage(
  disk: MemoryDisk,
  options: OpenOptions,
  parts: Partial<Engine> = {},
): Result<RunningStorage, StorageRefusal> {
  const self = { pid: disk.boot, started: null }
  const engine: Engine = {
    fs: disk,
    processes: { self, isAlive: (owner) => owner.pid === disk.boot },
    after: () => () => {},
    now: () => 0,
    newBirth: () => `birth-of-${options.node}-${disk.boot}`,
    fileLimitBytes: FILE_LIMIT_BYTES,
    marksDurable: false,
    ...parts,
  }
  return openStorage(engine, options)
}
