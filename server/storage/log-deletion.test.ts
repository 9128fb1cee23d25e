import { describe, expect, it, vi } from 'vitest'
import type { Persist } from '../raft/types.ts'
import type { CrashKind } from './memory-file.ts'
import type { MemoryBench } from './storage-fixtures.ts'
import type { RunningStorage } from './run-storage.ts'
import { createRandom } from '../../shared/random.ts'
import {
  appendNow,
  command,
  DIR,
  GROUP,
  memoryBench,
  opened,
  put,
  puts,
  refused,
  replica,
  SLOW_MACHINE_MS,
  snapshotOf,
} from './storage-fixtures.ts'

vi.setConfig({ testTimeout: SLOW_MACHINE_MS })

const FILE_LIMIT_BYTES = 700
const ENTRIES = 20
/** A snapshot that covers three files. */
const COVERED = 12

const logFiles = ({ disk }: MemoryBench): readonly string[] =>
  disk
    .paths()
    .filter((path) => path.startsWith(`${DIR}/wal/`))
    .toSorted()

function append(bench: MemoryBench, storage: RunningStorage, from: number, to: number): void {
  for (let index = from; index <= to; index++) appendNow(bench.disk, storage, [puts(index)])
}

/** Saves a snapshot, names it in the log, and drops what it replaces. False if the machine stopped meanwhile. */
function snapshot({ disk }: MemoryBench, storage: RunningStorage, index: number): boolean {
  const files = snapshotOf(index, 1, `state at ${index}`)
  let saved = false
  storage.saveSnapshot(GROUP, files, ({ ok }) => (saved = ok))
  disk.settle()
  if (!saved || appendNow(disk, storage, [put({ snap: files.meta })])?.ok !== true) return false
  storage.keepOnly(GROUP, files.meta, [], () => {})
  disk.settle()
  return !disk.stopped
}

describe('a crash at every call between a snapshot and the end of what it replaces', () => {
  const kinds: readonly [string, (seed: number) => CrashKind][] = [
    ['kept', () => ({ kind: 'keep' })],
    ['lost', () => ({ kind: 'lose' })],
    ['random', (seed) => ({ kind: 'sectors', random: createRandom(seed), sectorBytes: 64 })],
  ]

  it.each(kinds)(
    'with unsynced data %s leaves a log without a hole: it begins at or before the snapshot (B46, B51)',
    (_name, how) => {
      const seen = new Set<string>()
      for (let calls = 0, done = false; !done; calls++) {
        let left = Infinity
        const bench = memoryBench(
          { fileLimitBytes: FILE_LIMIT_BYTES },
          { fault: () => (left-- <= 0 ? 'crash' : null) },
        )
        const storage = opened(bench.open())
        append(bench, storage, 1, ENTRIES)
        const before = logFiles(bench)
        left = calls
        done = snapshot(bench, storage, COVERED)
        left = Infinity
        bench.disk.crash(how(calls))
        const [found] = opened(bench.open()).replicas
        const first = (found?.snap?.index ?? 0) + 1
        expect(
          found?.log.map((entry) => entry.index),
          `crash after ${calls} calls`,
        ).toEqual(Array.from({ length: ENTRIES + 1 - first }, (_, at) => first + at))
        seen.add(
          `${first === 1 ? 'before' : 'after'}, ${before.filter((path) => !logFiles(bench).includes(path)).length} gone`,
        )
      }
      expect([...seen]).toContain('before, 0 gone')
      expect([...seen]).toContain('after, 3 gone')
    },
  )
})

describe('old log files', () => {
  it('are never missed: a later gap, or one of an uncovered group, is refused (B47)', () => {
    const bench = memoryBench({ fileLimitBytes: FILE_LIMIT_BYTES })
    const storage = opened(bench.open({ firstReplicas: [replica(), replica(44, 9)] }))
    append(bench, storage, 1, 8)
    appendNow(bench.disk, storage, [put({ append: [command(1)] }, { group: 9, replica: 44 })])
    append(bench, storage, 9, ENTRIES)
    snapshot(bench, storage, ENTRIES)
    const [oldest] = logFiles(bench)
    expect(oldest).not.toContain('00000001')
    bench.disk.crash({ kind: 'lose' })
    bench.disk.now({ op: 'unlink', path: oldest ?? '' })
    const refusal = refused(bench.open())
    expect(refusal.code).toBe('missing')
    expect(refusal.message).toContain('entries up to 1 of orders/9 are in no file and in no snapshot')
  })

  it('are not kept for a hard state alone: the heads of later files carry it (B01)', () => {
    const bench = memoryBench({ fileLimitBytes: FILE_LIMIT_BYTES })
    const storage = opened(bench.open({ firstReplicas: [replica(), replica(44, 9)] }))
    appendNow(bench.disk, storage, [put({ hard: { term: 8, vote: 44 } }, { group: 9, replica: 44 })])
    append(bench, storage, 1, ENTRIES)
    snapshot(bench, storage, ENTRIES)
    expect(logFiles(bench)).toHaveLength(1)
    bench.disk.crash({ kind: 'lose' })
    const found = opened(bench.open()).replicas.find((each) => each.record.replica === 44)
    expect(found?.hard).toEqual({ term: 8, vote: 44 })
  })

  it('are not kept for entries that were cut off again: a quiet group may never come so far a second time', () => {
    const bench = memoryBench({ fileLimitBytes: FILE_LIMIT_BYTES })
    const storage = opened(bench.open({ firstReplicas: [replica(), replica(44, 9)] }))
    const quiet = (persist: Partial<Persist>) => put(persist, { group: 9, replica: 44 })
    appendNow(bench.disk, storage, [quiet({ append: [command(1), command(2), command(3)] })])
    append(bench, storage, 1, 4)
    appendNow(bench.disk, storage, [quiet({ truncateFrom: 2, append: [command(2, 2)] })])
    append(bench, storage, 5, ENTRIES)
    const files = snapshotOf(2, 2, 'all that the quiet group has')
    storage.saveSnapshot(9, files, () => {})
    bench.disk.settle()
    appendNow(bench.disk, storage, [quiet({ snap: files.meta })])
    snapshot(bench, storage, ENTRIES)
    expect(logFiles(bench)).toHaveLength(1)
    bench.disk.crash({ kind: 'lose' })
    const found = opened(bench.open()).replicas.find((each) => each.record.replica === 44)
    expect(found).toMatchObject({ snap: { index: 2, term: 2 }, log: [] })
  })

  it('of a node that runs on and on stay few, and so do its snapshots', () => {
    const bench = memoryBench({ fileLimitBytes: FILE_LIMIT_BYTES })
    const storage = opened(bench.open())
    let most = 0
    for (let index = 1; index <= 300; index++) {
      append(bench, storage, index, index)
      if (index % 10 === 0) snapshot(bench, storage, index)
      most = Math.max(most, bench.disk.paths().length)
    }
    const lockIdentityManifest = 3
    expect(most).toBeLessThanOrEqual(lockIdentityManifest + 6)
    expect(logFiles(bench).at(-1)).toContain('00000110.json')
  })

  it('are deleted one by one, each removal durable before the next', () => {
    const ops: string[] = []
    const bench = memoryBench(
      { fileLimitBytes: FILE_LIMIT_BYTES },
      {
        fault: (op) =>
          'path' in op && op.path.includes('/wal') ? (ops.push(`${op.op} ${op.path}`), null) : null,
      },
    )
    const storage = opened(bench.open())
    append(bench, storage, 1, ENTRIES)
    ops.length = 0
    snapshot(bench, storage, COVERED)
    expect(ops.slice(ops.findIndex((op) => op.startsWith('unlink')))).toEqual(
      [1, 2, 3].flatMap((file) => [`unlink ${DIR}/wal/0000000${file}.json`, `syncDir ${DIR}/wal`]),
    )
  })
})
