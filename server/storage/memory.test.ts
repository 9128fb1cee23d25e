import type { StorageBench } from './storage.contract.ts'
import { DIR, memoryBench } from './storage-fixtures.ts'
import { snapshotsContract } from './snapshots.contract.ts'
import { SMALL_FILE_BYTES, storageContract } from './storage.contract.ts'

storageContract('memory', () => Promise.resolve(memoryStorageBench()))
snapshotsContract('memory', () => Promise.resolve(memoryStorageBench()))

function memoryStorageBench(): StorageBench {
  const { disk, timers, open } = memoryBench({ fileLimitBytes: SMALL_FILE_BYTES })
  const settled = <T>(begun: Promise<T>): Promise<T> => {
    disk.settle()
    return begun
  }
  return {
    timers,
    open: (options) => Promise.resolve(open(options)),
    append: (storage, batch) => settled(new Promise((resolve) => storage.log.append(batch, resolve))),
    finish: (begin) => settled(new Promise(begin)),
    settle: () => Promise.resolve(disk.settle()),
    addReplica: async (storage, record) => (await settled(storage.addReplica(record))).ok,
    close: (storage) => settled(storage.log.close()),
    kill: () => Promise.resolve(disk.crash({ kind: 'keep' })),
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
