import { mkdtempSync, readFileSync, readdirSync, rmSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileSystem } from './fs-port.ts'
import type { ProcessTable } from './processes.ts'
import type { StorageKind } from '../../shared/storage-kind.ts'
import type { FileShape, StorageBench } from './storage.contract.ts'
import { nodeFileSystem } from './node-fs.ts'
import { openNodeStorage } from './open-node.ts'
import { manualTimers, openOptions } from './storage-fixtures.ts'
import { snapshotsContract } from './snapshots.contract.ts'
import { DOCUMENTS, LINES, SMALL_FILE_BYTES, storageContract } from './storage.contract.ts'

const log = (): Promise<StorageBench> => Promise.resolve(fileStorageBench('log', LINES))
storageContract('file', log)
snapshotsContract('file', log)

const rewrite = (): Promise<StorageBench> => Promise.resolve(fileStorageBench('rewrite', DOCUMENTS))
storageContract('rewritten file', rewrite)
snapshotsContract('rewritten file', rewrite)

function fileStorageBench(storage: StorageKind, shape: FileShape): StorageBench {
  const root = mkdtempSync(join(tmpdir(), 'raftroom-storage-'))
  const dir = join(root, 'broker-2')
  const wal = join(dir, 'wal')
  const timers = manualTimers()
  const fs = watched(nodeFileSystem)
  let life = 1
  const kill = async (): Promise<void> => {
    await fs.settle()
    life += 1
  }
  return {
    shape,
    timers,
    open: (options) => {
      // One test process plays many: a killed one is a number that is not alive any more.
      const self = { pid: life, started: null }
      const processes: ProcessTable = { self, isAlive: ({ pid }) => pid === life }
      const parts = { fs, after: timers.after, processes, fileLimitBytes: SMALL_FILE_BYTES }
      return openNodeStorage(openOptions({ dir, storage, ...options }), parts)
    },
    append: (storage, batch) => new Promise((resolve) => storage.log.append(batch, resolve)),
    finish: (begin) => new Promise(begin),
    settle: () => fs.settle(),
    addReplica: async (storage, record) => (await storage.addReplica(record)).ok,
    close: (storage) => storage.log.close(),
    kill,
    text: (path) => Promise.resolve(readFileSync(path, 'utf8')),
    logFiles: () => Promise.resolve(namesIn(wal)),
    wait: (begun) => begun,
    files: (folder) => Promise.resolve(namesIn(join(dir, folder))),
    drop: (path) => Promise.resolve(unlinkSync(join(dir, path))),
    remove: async () => {
      await fs.settle()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}

/** Knows when no call is under way any more. */
function watched(fs: FileSystem): FileSystem & { settle(): Promise<void> } {
  let running = 0
  let idle: (() => void)[] = []
  const ended = (): void => {
    running -= 1
    if (running > 0) return
    for (const run of idle) run()
    idle = []
  }
  return {
    now: (op) => fs.now(op),
    soon: (run) => fs.soon(run),
    start(op, done) {
      running += 1
      fs.start(op, (error, answer) => {
        // The next call of the plan is started inside `done`, before this one counts as ended.
        done(error, answer)
        ended()
      })
    },
    settle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(() => resolve()))),
  }
}
