import { describe, expect, it, vi } from 'vitest'
import type { MemoryBench } from './storage-fixtures.ts'
import {
  appendNow,
  DIR,
  memoryBench,
  opened,
  puts,
  refused,
  SLOW_MACHINE_MS,
  textsOf,
} from './storage-fixtures.ts'

vi.setConfig({ testTimeout: SLOW_MACHINE_MS })

const path = (file: number): string => `${DIR}/wal/0000000${file}.json`

/** A node that filled three log files and was killed. */
function threeFiles(): MemoryBench {
  const bench = memoryBench({ fileLimitBytes: 700 })
  const storage = opened(bench.open())
  for (let index = 1; !bench.disk.paths().includes(path(3)); index++) {
    appendNow(bench.disk, storage, [puts(index)])
  }
  bench.disk.crash({ kind: 'keep' })
  return bench
}

const change = ({ disk }: MemoryBench, file: number, edit: (bytes: Buffer) => Buffer): void =>
  disk.put(path(file), edit(disk.bytesOf(path(file))))

describe('the log files of a node', () => {
  it('are all there: a missing newest one is refused (row 14)', () => {
    const bench = threeFiles()
    bench.disk.now({ op: 'unlink', path: path(3) })
    expect(refused(bench.open())).toMatchObject({ code: 'missing', file: 'wal/00000003.json' })
  })

  it('are all there: a missing folder of them is refused', () => {
    const bench = threeFiles()
    for (const file of [1, 2, 3]) bench.disk.now({ op: 'unlink', path: path(file) })
    bench.disk.now({ op: 'unlink', path: `${DIR}/wal` })
    expect(refused(bench.open())).toMatchObject({ code: 'missing', file: 'wal/00000003.json' })
  })

  it('have no gap: a missing one between two is refused', () => {
    const bench = threeFiles()
    bench.disk.now({ op: 'unlink', path: path(2) })
    expect(refused(bench.open())).toMatchObject({ code: 'missing', file: 'wal/00000002.json' })
  })

  it('begin where a snapshot ends: a missing oldest one is refused while there is none (B47)', () => {
    const bench = threeFiles()
    bench.disk.now({ op: 'unlink', path: path(1) })
    const refusal = refused(bench.open())
    expect(refusal.code).toBe('missing')
    expect(refusal.message).toContain('in no file and in no snapshot')
  })

  it('keep their numbers: one under the name of another is refused', () => {
    const bench = threeFiles()
    bench.disk.put(path(3), bench.disk.bytesOf(path(2)))
    expect(refused(bench.open())).toMatchObject({ code: 'damaged', file: 'wal/00000003.json' })
  })

  it('have a whole head: a damaged one in the newest file is refused, never cut', () => {
    const bench = threeFiles()
    change(bench, 3, (bytes) => bytes.fill(0, 30, 40))
    expect(refused(bench.open())).toMatchObject({ code: 'damaged', file: 'wal/00000003.json' })
  })

  it('are closed whole: one byte more, one less or one changed is refused', () => {
    const edits: readonly ((bytes: Buffer) => Buffer)[] = [
      (bytes) => Buffer.concat([bytes, Buffer.from('\n')]),
      (bytes) => bytes.subarray(0, bytes.length - 1),
      (bytes) => bytes.fill(0x20, bytes.length - 40, bytes.length - 39),
    ]
    for (const edit of edits) {
      const bench = threeFiles()
      change(bench, 2, edit)
      expect(refused(bench.open())).toMatchObject({ code: 'damaged', file: 'wal/00000002.json' })
    }
  })

  it('may be one more than the manifest says: the crash came between the two', () => {
    const bench = memoryBench({ fileLimitBytes: 400 }, { fault: () => (stop ? 'crash' : null) })
    let stop = false
    const storage = opened(bench.open())
    for (let index = 1; !bench.disk.paths().includes(path(2)); index++) {
      storage.log.append([puts(index)], () => {})
      while (!bench.disk.paths().includes(path(2)) && bench.disk.settleOne()) continue
    }
    stop = true
    bench.disk.settle()
    bench.disk.crash({ kind: 'lose' })
    stop = false
    expect(textsOf(opened(bench.open())).length).toBeGreaterThan(0)
  })

  it('are refused with the file, the byte, the record and a way out that cuts nothing', () => {
    const bench = threeFiles()
    change(bench, 2, (bytes) => bytes.fill(0, bytes.length - 60, bytes.length - 50))
    const { message } = refused(bench.open())
    expect(message).toMatch(/wal\/00000002\.json is damaged at byte \d+/)
    expect(message).toContain('new replica ids')
    expect(message).not.toMatch(/truncat|--force|repair/i)
  })
})

describe('a torn newest file', () => {
  it('is valid JSON again before the node takes part, at every cut of its last batch', () => {
    const bench = memoryBench()
    const storage = opened(bench.open())
    appendNow(bench.disk, storage, [puts(1)])
    const before = bench.disk.bytesOf(path(1)).length
    appendNow(bench.disk, storage, [puts(2), puts(3)])
    const whole = bench.disk.bytesOf(path(1))
    for (let cut = before - 1; cut <= whole.length; cut++) {
      bench.disk.crash({ kind: 'keep' })
      bench.disk.put(path(1), whole.subarray(0, cut))
      const found = textsOf(opened(bench.open())).length
      expect(found).toBe(JSON.parse(bench.disk.bytesOf(path(1)).toString()).length - 1)
      expect(found).toBeGreaterThan(0)
    }
  })
})
