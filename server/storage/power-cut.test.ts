import { describe, expect, it } from 'vitest'
import type { MemoryBench } from './storage-fixtures.ts'
import { assert } from '../../shared/assert.ts'
import { decodeDurableEnd, encodeDurableEnd } from './durable-mark.ts'
import type { LostTail, PowerCut } from './power-cut.ts'
import { cutPower } from './power-cut.ts'
import { appendNow, DIR, memoryBench, opened, puts, SLOW_MACHINE_MS, textsOf } from './storage-fixtures.ts'

const LOG = `${DIR}/wal/00000001.json`
const MARK = `${DIR}/durable.json`
const SEEDS = 60

/** Killed between the write of record 2 and its sync; record 1 is durable. */
function killedBeforeSync(): MemoryBench {
  const bench = memoryBench({ marksDurable: true })
  const storage = opened(bench.open())
  appendNow(bench.disk, storage, [puts(1)])
  storage.log.append([puts(2), puts(3, 20)], () => {})
  bench.disk.settleOne()
  bench.disk.crash({ kind: 'keep' })
  return bench
}

function onlyTail({ tails }: PowerCut): LostTail {
  const [tail] = tails
  assert(tail !== undefined && tails.length === 1, 'one log file lost something')
  return tail
}

describe('the durable end', () => {
  it('is the size of the file after each sync, in a small file of its own', () => {
    const { disk, open } = memoryBench({ marksDurable: true })
    const storage = opened(open())
    for (const index of [1, 2, 3]) {
      appendNow(disk, storage, [puts(index)])
      const mark: unknown = JSON.parse(disk.bytesOf(MARK).toString())
      expect(mark).toMatchObject({ file: 1, bytes: disk.bytesOf(LOG).length })
    }
  })

  it('follows the log into its next file', () => {
    const { disk, open } = memoryBench({ marksDurable: true, fileLimitBytes: 400 })
    const storage = opened(open())
    for (const index of [1, 2, 3]) appendNow(disk, storage, [puts(index)])
    const newest =
      disk
        .paths()
        .filter((path) => path.includes('/wal/'))
        .sort()
        .at(-1) ?? ''
    const { file, bytes } = JSON.parse(disk.bytesOf(MARK).toString())
    expect(newest).toContain(`0000${String(file)}.json`)
    expect(bytes).toBe(disk.bytesOf(newest).length)
  })

  it('costs no sync, and no recovery reads it', () => {
    const ops: string[] = []
    const bench = memoryBench({ marksDurable: true }, { fault: (op) => (ops.push(op.op), null) })
    const storage = opened(bench.open())
    ops.length = 0
    appendNow(bench.disk, storage, [puts(1)])
    expect(ops).toEqual(['write', 'sync', 'write'])
    bench.disk.crash({ kind: 'keep' })
    bench.disk.put(MARK, Buffer.from('nonsense'))
    expect(textsOf(opened(bench.open()))).toHaveLength(1)
  })

  it('is known again while its line is whole, and never from halves of two lines', () => {
    const [old, next] = [
      { file: 1, bytes: 1_299 },
      { file: 1, bytes: 1_301 },
    ]
    for (const end of [old, next, { file: 1_999_999, bytes: 2_000_000_000 }]) {
      expect(encodeDurableEnd(end)).toHaveLength(64)
      expect(decodeDurableEnd(encodeDurableEnd(end))).toEqual(end)
    }
    const mixed = Array.from({ length: 65 }, (_, cut) =>
      Buffer.concat([encodeDurableEnd(next).subarray(0, cut), encodeDurableEnd(old).subarray(cut)]),
    ).map(decodeDurableEnd)
    expect([mixed.at(0), mixed.at(-1)]).toEqual([old, next])
    expect(new Set(mixed.map((end) => end?.bytes ?? null))).toEqual(new Set([1_299, null, 1_301]))
  })
})

describe('a power cut', () => {
  it(
    'leaves the bracket or the comma and torn sectors, and never less than what was durable',
    () => {
      const seen = new Set<string>()
      for (let seed = 1; seed <= SEEDS; seed++) {
        const bench = killedBeforeSync()
        const before = bench.disk.bytesOf(LOG)
        const { left, file, unsynced } = onlyTail(cutPower(bench.disk, DIR, seed))
        const after = bench.disk.bytesOf(LOG)
        expect(file).toBe('wal/00000001.json')
        const end = before.length - unsynced
        expect(after.subarray(0, end - 1).equals(before.subarray(0, end - 1))).toBe(true)
        expect(String.fromCharCode(after[end - 1] ?? 0)).toBe(left === 'bracket' ? ']' : ',')
        const kept = textsOf(opened(bench.open())).length
        expect([1, 2, 20]).toContain(kept)
        seen.add(`${left} ${kept}`)
      }
      expect([...seen].sort()).toEqual(['bracket 1', 'torn 1', 'torn 2'])
    },
    SLOW_MACHINE_MS,
  )

  it('takes nothing from a node at rest, nor from a folder without the mark', () => {
    const bench = memoryBench({ marksDurable: true })
    appendNow(bench.disk, opened(bench.open()), [puts(1)])
    bench.disk.crash({ kind: 'keep' })
    const before = bench.disk.bytesOf(LOG)
    expect(cutPower(bench.disk, DIR, 1).tails).toEqual([])
    bench.disk.now({ op: 'unlink', path: MARK })
    expect(cutPower(bench.disk, DIR, 1).tails).toEqual([])
    expect(cutPower(bench.disk, '/data/nobody', 1).tails).toEqual([])
    expect(bench.disk.bytesOf(LOG)).toEqual(before)
  })

  it('is the same for the same seed', () => {
    const [first, second] = [1, 2].map(() => {
      const bench = killedBeforeSync()
      cutPower(bench.disk, DIR, 7)
      return bench.disk.bytesOf(LOG)
    })
    expect(first).toEqual(second)
  })
})
