// The storage of a real node: real files, real processes, real time.

import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import type { Result } from '../../shared/result.ts'
import type { Engine } from './engine.ts'
import type { NodeStorage, OpenOptions, StorageRefusal } from './port.ts'
import { nodeFileSystem } from './node-fs.ts'
import { openStorage } from './open-storage.ts'
import { nodeProcesses } from './processes.ts'
import { FILE_LIMIT_BYTES } from './rotation.ts'

/**
 * Opens the folder, or says why the node must not start. `parts` replaces what the real engine hands
 * in: files that fail on demand, or smaller ones.
 */
export function openNodeStorage(
  options: OpenOptions,
  parts: Partial<Engine> = {},
): Promise<Result<NodeStorage, StorageRefusal>> {
  const engine: Engine = { ...nodeEngine(), ...parts }
  // Everything is done at once, before the process does anything else; the promise is the port's.
  return Promise.resolve(openStorage(engine, { ...options, dir: resolve(options.dir) }))
}

export function nodeEngine(): Engine {
  return {
    fs: nodeFileSystem,
    processes: nodeProcesses(),
    after(ms, run) {
      // Unref'd: a fence that nobody waits for keeps no process alive; a clean stop writes its own.
      const timer = setTimeout(run, ms).unref()
      return () => clearTimeout(timer)
    },
    now: () => performance.now(),
    newBirth: () => randomUUID(),
    fileLimitBytes: FILE_LIMIT_BYTES,
    marksDurable: true,
  }
}
