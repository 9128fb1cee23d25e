import { describe, expect, it, vi } from 'vitest'
import type { FsOp } from './fs-port.ts'
import type { CrashKind } from './memory-file.ts'
import type { CrashHistory } from './crash-history.ts'
import type { DiskFault } from './memory-disk.ts'
import { createRandom } from '../../shared/random.ts'
import { STORAGE_KINDS } from '../../shared/storage-kind.ts'
import type { StorageKind } from '../../shared/storage-kind.ts'
import { createCrashHistory } from './crash-history.ts'
import { FEW_BATCHES_BYTES } from './crash-random.ts'
import { MemoryDisk } from './memory-disk.ts'
import { tracedNames, undoRenames } from './name-traces.ts'
import { runNow, writeNewFile } from './plan.ts'
import { cutPower } from './power-cut.ts'
import { DIR, memoryBench, opened, replica, SLOW_MACHINE_MS } from './storage-fixtures.ts'

vi.setConfig({ testTimeout: SLOW_MACHINE_MS })

const NAME = 'manifest.json'
const PATH = `${DIR}/${NAME}`
const TRACE = `${PATH}.before`

/** A folder on which new contents are put, each under a temporary name and renamed; with or without the sync behind it. */
function renaming() {
  const disk = new MemoryDisk()
  disk.now({ op: 'mkdir', path: DIR })
  const traced = tracedNames(disk)
  const put = (text: string, fs = traced): void =>
    void runNow(fs, writeNewFile(DIR, NAME, `${text}.tmp`, Buffer.from(text)))
  const putUnsynced = (text: string): void =>
    put(text, { ...traced, now: (op: FsOp) => (op.op === 'syncDir' ? null : traced.now(op)) })
  const undo = () => runNow(disk, undoRenames(DIR))
  const content = () => (disk.paths().includes(PATH) ? disk.bytesOf(PATH).toString() : null)
  return { disk, put, putUnsynced, undo, content }
}

describe('a rename whose folder was not synced', () => {
  it('is undone to the old file', () => {
    const { disk, put, putUnsynced, undo, content } = renaming()
    put('old')
    putUnsynced('new')
    expect(content()).toBe('new')
    expect(undo()).toEqual([NAME])
    expect(content()).toBe('old')
    expect(disk.paths()).toEqual([PATH])
  })

  it('is undone to nothing where there was nothing', () => {
    const { disk, putUnsynced, undo, content } = renaming()
    putUnsynced('new')
    expect(content()).toBe('new')
    expect(undo()).toEqual([NAME])
    expect(disk.paths()).toEqual([])
  })

  it('is undone with those before it, to what was durable', () => {
    const { put, putUnsynced, undo, content } = renaming()
    put('old')
    putUnsynced('new')
    putUnsynced('newer')
    expect(undo()).toEqual([NAME])
    expect(content()).toBe('old')
  })

  it('leaves nothing to undo once the folder is synced, and not before', () => {
    const { disk, put, putUnsynced, undo, content } = renaming()
    putUnsynced('old')
    expect(disk.bytesOf(TRACE)).toHaveLength(0)
    put('new')
    expect(disk.paths()).toEqual([PATH])
    expect(undo()).toEqual([])
    expect(content()).toBe('new')
  })

  it('that had not come yet when the process ended leaves the file as it is', () => {
    const { disk, put, undo, content } = renaming()
    put('old')
    disk.now({ op: 'link', from: PATH, to: TRACE })
    expect(undo()).toEqual([NAME])
    expect(content()).toBe('old')
    expect(disk.paths()).toEqual([PATH])
  })
})

describe('a node killed behind a rename', () => {
  it('keeps it, syncs the folder at its next start and takes the trace away', () => {
    const ops: FsOp[] = []
    const { disk, open } = memoryBench({ marksDurable: true }, { fault: (op) => (ops.push(op), null) })
    const storage = opened(open())
    storage.placeReplica(replica(44, 9), () => {})
    while (ops.at(-1)?.op !== 'rename') disk.settleOne()
    disk.crash({ kind: 'keep' })
    expect(disk.paths()).toContain(TRACE)
    ops.length = 0
    expect(opened(open()).replicas.some(({ record }) => record.replica === 44)).toBe(true)
    const settled = ops.findIndex((op) => op.op === 'unlink' && op.path === TRACE)
    expect(ops[settled - 1]).toEqual({ op: 'syncDir', path: DIR })
    expect(disk.paths().filter((path) => path.endsWith('.before'))).toEqual([])
  })

  it('that keeps no durable mark leaves no traces, and makes no call more', () => {
    const ops: string[] = []
    const { disk, open } = memoryBench({}, { fault: (op) => (ops.push(op.op), null) })
    const storage = opened(open())
    ops.length = 0
    storage.placeReplica(replica(44, 9), () => {})
    disk.settle()
    expect(ops).toEqual(['open', 'write', 'sync', 'close', 'rename', 'syncDir'])
  })
})

/** Documents old and new: identity, manifest, next log file, snapshot and parts; also in a second life. */
function script(history: CrashHistory): void {
  for (let batch = 0; batch < 3; batch++) history.append()
  history.move()
  history.snapshot()
  history.append()
  history.stopAndStart()
  history.append()
  history.check()
}

interface Played {
  readonly history: CrashHistory
  readonly left: readonly string[]
  readonly undone: readonly string[]
}

function played(storage: StorageKind, at: number, how: CrashKind, isPowerCut: boolean): Played {
  const undone: string[] = []
  let paths = (): readonly string[] => []
  const history = createCrashHistory({
    random: createRandom(1),
    fault: (count): DiskFault => (count === at ? 'crash' : null),
    how: () => how,
    storage,
    fileLimitBytes: FEW_BATCHES_BYTES[storage],
    marksDurable: true,
    afterCrash(disk) {
      paths = () => disk.paths()
      if (isPowerCut) undone.push(...cutPower(disk, DIR, at).undone)
    },
  })
  script(history)
  return { history, undone, left: paths().filter((path) => path.endsWith('.before')) }
}

describe.each(STORAGE_KINDS)(
  'one crash at every call of the %s engine that leaves traces (B01, B04, B17, B46, B49)',
  (storage) => {
    const calls = played(storage, 0, { kind: 'keep' }, false).history.calls()
    const ways: readonly [string, (seed: number) => CrashKind, boolean][] = [
      ['with the page cache kept', () => ({ kind: 'keep' }), false],
      ['with everything unsynced lost', () => ({ kind: 'lose' }), false],
      [
        'with random 512-byte sectors',
        (seed) => ({ kind: 'sectors', random: createRandom(seed), sectorBytes: 512 }),
        false,
      ],
      ['and the power cut in play', () => ({ kind: 'keep' }), true],
    ]

    it.each(ways)(
      '%s: nothing acknowledged is lost, nothing is refused, no trace stays',
      (_way, how, isCut) => {
        const names = new Set<string>()
        for (let at = 1; at <= calls; at++) {
          const { history, left, undone } = played(storage, at, how(at), isCut)
          expect(history.crashes(), `crash at call ${at}`).toBe(1)
          expect(left, `crash at call ${at}`).toEqual([])
          for (const name of undone) names.add(name.replaceAll(/\d+/g, 'n'))
        }
        if (isCut) expect([...names]).toEqual(expect.arrayContaining(UNDONE))
        else expect(names.size).toBe(0)
      },
    )
  },
)

/** Of every kind of file that is ever renamed. */
const UNDONE = [
  'groups/n/seg-n-n.json',
  'groups/n/snap-n-n.json',
  'identity.json',
  'manifest.json',
  'wal/n.json',
]
