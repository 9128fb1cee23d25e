import { describe, expect, it, vi } from 'vitest'
import type { MemoryBench } from './storage-fixtures.ts'
import { encodeDocument } from './documents.ts'
import {
  appendNow,
  BITS,
  DIR,
  flipped,
  memoryBench,
  opened,
  puts,
  refused,
  rewriteBench,
  SLOW_MACHINE_MS,
  textsOf,
} from './storage-fixtures.ts'

vi.setConfig({ testTimeout: SLOW_MACHINE_MS })

const path = (file: number): string => `${DIR}/wal/0000000${file}.json`
const SMALL_DOCUMENT_BYTES = 1_500
/** About a thousand of them. */
const SOME_BITS = 13

/** A killed node with three documents. */
function threeDocuments(): MemoryBench {
  const bench = rewriteBench({ fileLimitBytes: SMALL_DOCUMENT_BYTES })
  const storage = opened(bench.open())
  for (let index = 1; !bench.disk.paths().includes(path(3)); index++) {
    appendNow(bench.disk, storage, [puts(index)])
  }
  bench.disk.crash({ kind: 'keep' })
  return bench
}

describe('a document of the rewrite engine that is not as it was written', () => {
  const refusal = (bench: MemoryBench) => refused(bench.open())

  it('is refused with any bit flipped although it is the newest: nothing here may be torn (B43)', () => {
    const bench = threeDocuments()
    const whole = bench.disk.bytesOf(path(3))
    for (let bit = 0; bit < whole.length * BITS; bit += SOME_BITS) {
      bench.disk.put(path(3), flipped(whole, bit))
      expect(refusal(bench), `bit ${bit}`).toMatchObject({ code: 'damaged', file: 'wal/00000003.json' })
    }
  })

  it('is refused when it was cut anywhere but behind its last bracket', () => {
    const bench = threeDocuments()
    const whole = bench.disk.bytesOf(path(3))
    for (let cut = 0; cut < whole.length - 1; cut += 3) {
      bench.disk.put(path(3), whole.subarray(0, cut))
      expect(refusal(bench).code, `cut at ${cut}`).toBe('damaged')
    }
  })

  it('is refused with a sentence that names it and the way out, and stays as it is', () => {
    const bench = threeDocuments()
    const damaged = flipped(bench.disk.bytesOf(path(2)), 4_000)
    bench.disk.put(path(2), damaged)
    const { message } = refusal(bench)
    expect(message).toContain('wal/00000002.json is damaged')
    expect(message).toContain('new replica ids')
    expect(message).not.toMatch(/truncat|--force|repair/i)
    expect(bench.disk.bytesOf(path(2))).toEqual(damaged)
  })

  it.each([1, 2, 3])('is refused when it is not there: number %i of three (B46, B47)', (file) => {
    const bench = threeDocuments()
    bench.disk.now({ op: 'unlink', path: path(file) })
    expect(refusal(bench).code).toBe('missing')
  })

  it('is refused under the number of another, and one older than the head behind it says', () => {
    const renamed = threeDocuments()
    renamed.disk.put(path(3), renamed.disk.bytesOf(path(2)))
    expect(refusal(renamed)).toMatchObject({ code: 'damaged', file: 'wal/00000003.json' })
    const older = rewriteBench({ fileLimitBytes: SMALL_DOCUMENT_BYTES })
    const storage = opened(older.open())
    appendNow(older.disk, storage, [puts(1)])
    const before = older.disk.bytesOf(path(1))
    for (let index = 2; !older.disk.paths().includes(path(2)); index++) {
      appendNow(older.disk, storage, [puts(index)])
    }
    older.disk.crash({ kind: 'keep' })
    older.disk.put(path(1), before)
    expect(refusal(older)).toMatchObject({ code: 'damaged', file: 'wal/00000002.json' })
  })
})

describe('a folder that the other engine wrote', () => {
  it.each([
    ['log', 'rewrite'],
    ['rewrite', 'log'],
  ] as const)(
    '%s, opened with %s, is refused with the word that opens it, and left alone',
    (wrote, opens) => {
      const { disk, open } = memoryBench()
      appendNow(disk, opened(open({ storage: wrote })), [puts(1)])
      disk.crash({ kind: 'keep' })
      const before = disk.bytesOf(path(1))
      const { code, file, message } = refused(open({ storage: opens }))
      expect([code, file]).toEqual(['foreign', 'identity.json'])
      expect(message).toContain(`--storage ${wrote}`)
      expect(disk.bytesOf(path(1))).toEqual(before)
      expect(textsOf(opened(open({ storage: wrote })))).toHaveLength(1)
    },
  )

  it('of before there were two engines is one of lines', () => {
    const { disk, open } = memoryBench()
    appendNow(disk, opened(open({ storage: 'log' })), [puts(1)])
    disk.crash({ kind: 'keep' })
    const name = 'identity.json'
    const { storage, ...older } = JSON.parse(disk.bytesOf(`${DIR}/${name}`).toString()).data
    expect(storage).toBe('log')
    disk.put(`${DIR}/${name}`, encodeDocument(name, older))
    expect(textsOf(opened(open()))).toHaveLength(1)
  })
})
