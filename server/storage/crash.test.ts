import { describe, expect, it, vi } from 'vitest'
import type { StorageKind } from '../../shared/storage-kind.ts'
import type { DiskFault } from './memory-disk.ts'
import type { CrashKind } from './memory-file.ts'
import type { CrashHistory } from './crash-history.ts'
import { createRandom } from '../../shared/random.ts'
import { STORAGE_KINDS } from '../../shared/storage-kind.ts'
import { createCrashHistory } from './crash-history.ts'
import { FEW_BATCHES_BYTES, SECTOR_SIZES } from './crash-random.ts'
import { appendNow, memoryBench, opened, puts, replica, SLOW_MACHINE_MS } from './storage-fixtures.ts'

vi.setConfig({ testTimeout: SLOW_MACHINE_MS })

/** No document is ever written in place: the size of a sector says little there. */
const SECTOR_BYTES = { log: SECTOR_SIZES, rewrite: [64] }

/** Open, write, sync, close, rename, sync of the folder. */
const CALLS_OF_A_PLACEMENT = 6

/** First start, batches over several files, a guest, snapshots, a fence, a clean stop, a second life. */
function script(history: CrashHistory): void {
  for (let batch = 0; batch < 4; batch++) history.append()
  history.move()
  history.snapshot()
  for (let batch = 0; batch < 3; batch++) history.append()
  history.quiet()
  history.move()
  history.snapshot()
  history.append()
  history.stopAndStart()
  history.append()
  history.snapshot()
  history.check()
}

type Fault = (count: number) => DiskFault

function historyWith(storage: StorageKind, fault: Fault, how: () => CrashKind): CrashHistory {
  const random = createRandom(1)
  return createCrashHistory({ random, fault, how, storage, fileLimitBytes: FEW_BATCHES_BYTES[storage] })
}

function callsWith(storage: StorageKind): number {
  const history = historyWith(
    storage,
    () => null,
    () => ({ kind: 'keep' }),
  )
  script(history)
  return history.calls()
}

describe.each(STORAGE_KINDS)(
  'one crash at every write, sync, rename, unlink and other call of the %s engine (B01, B04, B46, B49)',
  (storage) => {
    const calls = callsWith(storage)
    const kinds: readonly { readonly name: string; readonly how: (seed: number) => CrashKind }[] = [
      { name: 'with the page cache kept', how: () => ({ kind: 'keep' }) },
      { name: 'with everything unsynced lost', how: () => ({ kind: 'lose' }) },
      ...SECTOR_BYTES[storage].map((sectorBytes) => ({
        name: `with random ${sectorBytes}-byte sectors`,
        how: (seed: number): CrashKind => ({ kind: 'sectors', random: createRandom(seed), sectorBytes }),
      })),
    ]

    it.each(kinds)('$name: nothing acknowledged is lost and nothing is refused', ({ how }) => {
      for (let at = 1; at <= calls; at++) {
        const history = historyWith(
          storage,
          (count) => (count === at ? 'crash' : null),
          () => how(at),
        )
        script(history)
        expect(history.crashes(), `crash at call ${at}`).toBe(1)
      }
    })
  },
)

describe('a replica that is being placed', () => {
  it('is there after a power cut at any call if it was acknowledged (B17)', () => {
    let acknowledged = 0
    let lost = 0
    for (let after = 0; after <= CALLS_OF_A_PLACEMENT; after++) {
      let left = Infinity
      const { disk, open } = memoryBench({}, { fault: () => (left-- <= 0 ? 'crash' : null) })
      const storage = opened(open())
      left = after
      let told = false
      storage.placeReplica(replica(44, 9), (result) => (told = result.ok))
      disk.settle()
      left = Infinity
      disk.crash({ kind: 'lose' })
      const found = opened(open()).replicas.some((each) => each.record.replica === 44)
      expect(found || !told, `crash after ${after} calls`).toBe(true)
      if (told) acknowledged += 1
      if (!found) lost += 1
    }
    expect([acknowledged, lost]).toEqual([1, CALLS_OF_A_PLACEMENT])
  })
})

describe.each(STORAGE_KINDS)('an error of the disk under the %s engine (B41)', (storage) => {
  const errors = ['EIO', 'ENOSPC', 'short'] as const
  const calls = callsWith(storage)

  it.each(errors)('%s at each call ends the node, and a later start recovers', (fault) => {
    for (let at = 1; at <= calls; at++) {
      const once = (count: number): DiskFault => (count === at ? fault : null)
      const history = historyWith(storage, once, () => ({ kind: 'lose' }))
      expect(() => script(history), `${fault} at call ${at}`).not.toThrow()
    }
  })

  it('that leaves unwritten pages marked clean costs nothing: the next start writes what it read again (row 9)', () => {
    for (let at = 1; at <= calls; at++) {
      let how: CrashKind = { kind: 'keep' }
      const history = historyWith(
        storage,
        (count) => (count === at ? 'EIO' : null),
        () => how,
      )
      script(history)
      how = { kind: 'lose' }
      expect(() => history.crashAndStart(), `EIO at call ${at}`).not.toThrow()
      history.check()
    }
  })
})

describe('an error of the disk while a batch is written (B41)', () => {
  it('is told once and nothing is asked of the disk again', () => {
    const { disk, open } = memoryBench(
      {},
      { fault: (op) => (op.op === 'sync' && op.dataOnly ? 'EIO' : null) },
    )
    const storage = opened(open())
    const first = appendNow(disk, storage, [puts(1)])
    const { calls } = disk
    const second = appendNow(disk, storage, [puts(2)])
    expect(first).toMatchObject({ ok: false, error: { code: 'disk' } })
    expect(second).toEqual(first)
    expect(disk.calls).toBe(calls)
  })

  it('says that a full disk needs room', () => {
    const { disk, open } = memoryBench(
      {},
      { fault: (op) => (op.op === 'write' && op.at > 0 ? 'ENOSPC' : null) },
    )
    const result = appendNow(disk, opened(open()), [puts(1)])
    expect(result !== null && !result.ok ? result.error.message : '').toContain('make room')
  })
})
