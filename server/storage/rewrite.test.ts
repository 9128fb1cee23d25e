import { Low } from 'lowdb'
import { describe, expect, it } from 'vitest'
import type { FsOp } from './fs-port.ts'
import type { PutRecord } from './port.ts'
import type { LogRecord } from './records.ts'
import type { MemoryBench } from './storage-fixtures.ts'
import { createDiskFaults } from './disk-faults.ts'
import { createDiskQueue } from './disk-queue.ts'
import { cutPower } from './power-cut.ts'
import { runNow } from './plan.ts'
import { DOCUMENT_RECORDS, rewriteFiles } from './rewrite-files.ts'
import { headAfter } from './rotation.ts'
import { DOCUMENTS, LINES } from './storage.contract.ts'
import {
  appendNow,
  CLUSTER,
  command,
  DIR,
  editEnvelope,
  memoryBench,
  NODE,
  opened,
  put,
  puts,
  rewriteBench,
  SLOW_MACHINE_MS,
  textsOf,
} from './storage-fixtures.ts'

const FIRST = `${DIR}/wal/00000001.json`

/** What the documents of a node hold, in order. */
function documentsOf({ disk }: MemoryBench) {
  const texts = disk
    .paths()
    .filter((each) => each.startsWith(`${DIR}/wal/`))
    .toSorted()
    .map((each) => disk.bytesOf(each).toString())
  return texts.map((text) => DOCUMENTS.records(text))
}

/** A batch of so many, of which the first document still takes two: it holds its head and keeps a place for a fence. */
const MANY = 6
const IN_FIRST = 2
const BEFORE = DOCUMENT_RECORDS - 2 - IN_FIRST

const termed = (index: number): PutRecord =>
  put({ hard: { term: index, vote: 0 }, append: [command(index, index)] })
const termedFrom = (first: number, count: number): readonly PutRecord[] =>
  Array.from({ length: count }, (_, at) => termed(first + at))

/** A node that crashed so many calls into a batch over two documents, started again. */
function crashedOverTwo(kind: 'keep' | 'lose', calls: number) {
  let left = Infinity
  const { disk, open } = rewriteBench({}, { fault: () => (left-- <= 0 ? 'crash' : null) })
  const storage = opened(open())
  appendNow(disk, storage, termedFrom(1, BEFORE))
  left = calls
  const told = appendNow(disk, storage, termedFrom(BEFORE + 1, MANY))?.ok === true
  left = Infinity
  disk.crash({ kind })
  return { storage: opened(open()), disk, told }
}

describe('the documents of the rewrite engine', () => {
  it('hold the very records that the lines of the log engine hold', () => {
    const batches: readonly (readonly PutRecord[])[] = [
      [put({ hard: { term: 7, vote: 13 }, append: [{ index: 1, term: 7, kind: 'noop' }] })],
      [put({ append: [command(2, 7, 'line\nbreak "quoted" \\ ü 語 \u2028')] }, { commit: 1 }), puts(3, 5, 7)],
      [put({ truncateFrom: 4, append: [command(4, 8)] }, { commit: 3 })],
    ]
    const [lines, documents] = (['log', 'rewrite'] as const).map((storage) => {
      const { disk, open, timers } = memoryBench()
      const running = opened(open({ storage }))
      for (const batch of batches) appendNow(disk, running, batch)
      timers.fire()
      disk.settle()
      return disk.bytesOf(FIRST).toString()
    })
    expect(DOCUMENTS.records(documents ?? '')).toEqual(LINES.records(lines ?? ''))
  })

  it('take 256 records at most: a longer batch goes on in the next one, and every place is told', () => {
    const bench = rewriteBench()
    const storage = opened(bench.open())
    const many = 600
    const batch = Array.from({ length: many }, (_, at) => puts(at + 1))
    const done = appendNow(bench.disk, storage, batch)
    const places = done?.ok === true ? done.value.places : []
    const seen = places.map(({ file, offset, length }) => {
      const text = bench.disk.bytesOf(`${DIR}/${file}`)
      return DOCUMENTS.record(text.toString('utf8', offset, offset + length)).app?.[0]?.index
    })
    expect(seen).toEqual(Array.from({ length: many }, (_, at) => at + 1))
    bench.timers.fire()
    bench.disk.settle()
    const records = documentsOf(bench)
    expect(records).toHaveLength(3)
    for (const each of records) expect(each.length).toBeLessThanOrEqual(DOCUMENT_RECORDS)
    bench.disk.crash({ kind: 'lose' })
    expect(textsOf(opened(bench.open()))).toHaveLength(many)
  })

  it('that are full take one fence, and the next batch begins another', () => {
    const bench = rewriteBench()
    const storage = opened(bench.open())
    const headAndFence = 2
    appendNow(
      bench.disk,
      storage,
      Array.from({ length: DOCUMENT_RECORDS - headAndFence }, (_, at) => puts(at + 1)),
    )
    bench.timers.fire()
    bench.disk.settle()
    expect(documentsOf(bench).map(({ length }) => length)).toEqual([DOCUMENT_RECORDS])
    appendNow(bench.disk, storage, [puts(DOCUMENT_RECORDS - headAndFence + 1)])
    expect(documentsOf(bench).map(({ length }) => length)).toEqual([DOCUMENT_RECORDS, 2])
  })

  it(
    'that a batch goes over leave whole records of its beginning after a crash at any call (B01, B04)',
    () => {
      const survivors = new Set<number>()
      for (const kind of ['keep', 'lose'] as const) {
        for (let calls = 0, ended = false; !ended; calls++) {
          const { storage, disk, told } = crashedOverTwo(kind, calls)
          const { log = [], hard } = storage.replicas[0] ?? {}
          expect(log.map(({ index, term }) => [index, term])).toEqual(log.map((_, at) => [at + 1, at + 1]))
          expect(hard?.term, `crash after ${calls} calls`).toBe(log.length)
          expect(appendNow(disk, storage, [termed(log.length + 1)])?.ok).toBe(true)
          survivors.add(log.length - BEFORE)
          if (told) expect(log).toHaveLength(BEFORE + MANY)
          ended = told
        }
      }
      expect(survivors).toEqual(new Set([0, IN_FIRST, MANY]))
    },
    SLOW_MACHINE_MS,
  )

  it('are written under another name, synced, renamed, and their folder is synced, for every batch', () => {
    const ops: FsOp[] = []
    const bench = rewriteBench({}, { fault: (op) => (ops.push(op), null) })
    const storage = opened(bench.open())
    ops.length = 0
    appendNow(bench.disk, storage, [puts(1), puts(2)])
    expect(ops.map((op) => op.op)).toEqual(['open', 'write', 'sync', 'close', 'rename', 'syncDir'])
    expect(ops[4]).toMatchObject({ op: 'rename', to: FIRST })
  })

  it('may be formatted anew by an editor while the node is down, the newest one at least', () => {
    const bench = rewriteBench()
    appendNow(bench.disk, opened(bench.open()), [puts(1)])
    bench.disk.crash({ kind: 'keep' })
    const written = bench.disk.bytesOf(FIRST)
    bench.disk.put(
      FIRST,
      editEnvelope(written, (all) => all),
    )
    expect(textsOf(opened(bench.open()))).toHaveLength(1)
    expect(bench.disk.bytesOf(FIRST)).toEqual(written)
  })

  it('are read back by lowdb as the records that were written', async () => {
    const { disk } = memoryBench()
    disk.now({ op: 'mkdir', path: `${DIR}/wal` })
    const head = headAfter({ cluster: CLUSTER, node: NODE, prev: null, groups: [] })
    const file = runNow(disk, rewriteFiles(1).create(DIR, head))
    const parts = { queue: createDiskQueue(disk), now: () => 0, mark: null, written: () => {} }
    const low = new Low<LogRecord[]>(file.adapter(parts), [head])
    const line: LogRecord = { n: 2, d: 1, k: 'put', put: puts(1) }
    low.data.push(line)
    const writing = low.write()
    disk.settle()
    await writing
    low.data = []
    const reading = low.read()
    disk.settle()
    await reading
    expect(low.data).toEqual([head, line])
  })
})

describe('faults of the disk under the rewrite engine', () => {
  it('slow: the file and its name are synced late, and nothing is told before', () => {
    const bench = rewriteBench()
    const delays: (() => void)[] = []
    const faults = createDiskFaults(bench.disk, (_ms, run) => void delays.push(run))
    const storage = opened(bench.open({}, { fs: faults.fs }))
    faults.set('slow')
    let told = false
    storage.log.append([puts(1)], ({ ok }) => (told = ok))
    for (const _sync of ['file', 'folder']) {
      bench.disk.settle()
      expect(told).toBe(false)
      delays.shift()?.()
    }
    bench.disk.settle()
    expect(told).toBe(true)
  })

  it.each(['full', 'error'] as const)(
    '%s: the node ends, nothing is asked again, all of before is there (B41)',
    (mode) => {
      const bench = rewriteBench()
      const faults = createDiskFaults(bench.disk)
      const storage = opened(bench.open({}, { fs: faults.fs }))
      appendNow(bench.disk, storage, [puts(1)])
      faults.set(mode)
      const failed = appendNow(bench.disk, storage, [puts(2)])
      expect(failed).toMatchObject({ ok: false, error: { code: 'disk' } })
      faults.set('none')
      const { calls } = bench.disk
      expect(appendNow(bench.disk, storage, [puts(3)])).toEqual(failed)
      expect(bench.disk.calls).toBe(calls)
      bench.disk.crash({ kind: 'lose' })
      expect(textsOf(opened(bench.open()))).toHaveLength(1)
    },
  )

  it('power cut: there is nothing to tear, whenever it comes', () => {
    const calls = 6
    for (let after = 0; after <= calls; after++) {
      const bench = rewriteBench({ marksDurable: true })
      const storage = opened(bench.open())
      appendNow(bench.disk, storage, [puts(1)])
      storage.log.append([puts(2)], () => {})
      for (let call = 0; call < after; call++) bench.disk.settleOne()
      bench.disk.crash({ kind: 'keep' })
      expect(cutPower(bench.disk, DIR, after)).toMatchObject({ tails: [] })
      expect(textsOf(opened(bench.open())).length).toBeGreaterThan(0)
    }
  })
})
