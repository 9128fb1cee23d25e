import type { StorageKind } from '../../shared/storage-kind.ts'
import type { CrashKind } from './memory-file.ts'
import type { FileShape, StorageBench } from './storage.contract.ts'
import { DIR, memoryBench } from './storage-fixtures.ts'
import { snapshotsContract } from './snapshots.contract.ts'
import { DOCUMENTS, LINES, SMALL_FILE_BYTES, storageContract } from './storage.contract.ts'

interface BenchKind {
  readonly storage: StorageKind
  readonly shape: FileShape
  /** How a killed process leaves the disk. */
  readonly kill: CrashKind
}

const MEMORY: BenchKind = { storage: 'log', shape: LINES, kill: { kind: 'keep' } }
const SIMULATED: BenchKind = { storage: 'log', shape: LINES, kill: { kind: 'lose' } }
const REWRITE: BenchKind = { storage: 'rewrite', shape: DOCUMENTS, kill: { kind: 'lose' } }

const benchOf = (kind: BenchKind) => (): Promise<StorageBench> => Promise.resolve(memoryStorageBench(kind))
storageContract('memory', benchOf(MEMORY))
snapshotsContract('memory', benchOf(MEMORY))
storageContract('log over a disk that loses what is not synced:', benchOf(SIMULATED))
snapshotsContract('log over a disk that loses what is not synced:', benchOf(SIMULATED))
storageContract('rewrite over a disk that loses what is not synced:', benchOf(REWRITE))
snapshotsContract('rewrite over a disk that loses what is not synced:', benchOf(REWRITE))

function memoryStorageBench({ storage, shape, kill }: BenchKind): StorageBench {
  const { disk, timers, open } = memoryBench({ fileLimitBytes: SMALL_FILE_BYTES })
  const settled = <T>(begun: Promise<T>): Promise<T> => {
    disk.settle()
    return begun
  }
  return {
    shape,
    timers,
    open: (options) => Promise.resolve(open({ storage, ...options })),
    append: (storage, batch) => settled(new Promise((resolve) => storage.log.append(batch, resolve))),
    finish: (begin) => settled(new Promise(begin)),
    settle: () => Promise.resolve(disk.settle()),
    addReplica: async (storage, record) => (await settled(storage.addReplica(record))).ok,
    close: (storage) => settled(storage.log.close()),
    kill: () => Promise.resolve(disk.crash(kill)),
    text: (path) => Promise.resolve(disk.bytesOf(path).toString()),
    logFiles: () => Promise.resolve(disk.paths().filter((path) => path.startsWith(`${DIR}/wal/`))),
    wait: settled,
    files: (folder) =>
      Promise.resolve(
        disk
          .paths()
          .filter((path) => path.startsWith(`${DIR}/${folder}/`))
          .sort(),
      ),
    drop: (path) => Promise.resolve(void disk.now({ op: 'unlink', path: `${DIR}/${path}` })),
    remove: () => Promise.resolve(),
  }
}
